import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type APIRequestContext, type Page } from '@playwright/test';

export { expect };

/** What the running shop wrote about itself: addresses and tokens. */
export interface Facts {
  shop: string;
  organizer: string;
  till: string;
  gate: string;
  backstage: string;
  api: string;
  api_token: string;
  terminal_token: string;
  printer: string;
  people: Person[];
}

/** Somebody who can sign in, once for each role they have. */
export interface Person {
  email: string;
  name: string;
  password: string;
  organizer: string;
  role: string;
}

/** An e-mail as the mail server of the demo received it. */
export interface Mail {
  number: number;
  from: string;
  to: string[];
  subject: string;
  text: string | null;
  html: string | null;
  attachments: { name: string; content_type: string }[];
}

/** A paper as the virtual printer cut it off. */
export interface Paper {
  number: number;
  text: string;
  drawer_opened_before: boolean;
  qr_contents: string[];
}

interface Fixtures {
  facts: Facts;
  /** Waits for e-mails to an address; newest last. */
  mailbox: (to: string, atLeast?: number) => Promise<Mail[]>;
  /** Waits for papers printed since the test began; newest last. */
  papers: (atLeast?: number) => Promise<Paper[]>;
  /** Fails when the pages of this test wrote an error to the console or threw one. */
  noConsoleErrors: () => void;
}

export const test = base.extend<Fixtures>({
  // Playwright reads a fixture's needs from its first parameter, which must be a pattern.
  // eslint-disable-next-line no-empty-pattern
  facts: async ({}, use) => {
    const file = process.env.TESSERA_FACTS ?? '../target/demo/demo.json';
    await use(JSON.parse(readFileSync(file, 'utf8')) as Facts);
  },

  mailbox: async ({ facts, request }, use) => {
    await use(async (to, atLeast = 1) => {
      const read = async () => {
        const all = await list<Mail>(request, `${facts.backstage}/api/mail`);
        return all.filter((mail) => mail.to.some((one) => one.includes(to)));
      };
      return eventually(read, atLeast, `e-mails to ${to}`);
    });
  },

  papers: async ({ facts, request }, use) => {
    const read = () => list<Paper>(request, `${facts.backstage}/api/papers`);
    const before = Math.max(0, ...(await read()).map((paper) => paper.number));
    await use(async (atLeast = 1) => {
      const since = async () => (await read()).filter((paper) => paper.number > before);
      return eventually(since, atLeast, 'papers');
    });
  },

  noConsoleErrors: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => {
      // A page that is left while its code is asked for or arrives: nobody's mistake, and no page is there to have it.
      const asked = /Failed to fetch/.test(String(error)) && /__wbg_init/.test(error.stack ?? '');
      if (!asked && !/Response body loading was aborted/.test(String(error))) errors.push(String(error));
    });
    await use(() => expect(errors, 'errors in the console').toEqual([]));
  },
});

/** Fails when axe finds something serious or critical on the page, with a list a person can act on. */
export async function axeClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const lines = grave.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${impact} ${id}: ${help}\n  at ${target.join(' ')}\n  ${failureSummary ?? ''}`),
  );
  expect(lines, `what axe found on ${page.url()}`).toEqual([]);
}

async function list<T extends { number: number }>(request: APIRequestContext, address: string): Promise<T[]> {
  const answer = await request.get(address);
  expect(answer.ok(), `${address} answers ${answer.status()}`).toBe(true);
  const all = (await answer.json()) as T[];
  return all.sort((a, b) => a.number - b.number);
}

async function eventually<T>(read: () => Promise<T[]>, atLeast: number, what: string): Promise<T[]> {
  let found: T[] = [];
  await expect
    .poll(
      async () => {
        found = await read();
        return found.length;
      },
      { message: `at least ${atLeast} ${what}`, timeout: 20_000 },
    )
    .toBeGreaterThanOrEqual(atLeast);
  return found;
}
