import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { openTill } from './counter';
import { openGate, startScanning } from './door';
import { expect, test, type Facts } from './fixtures';

/**
 * One walk through every page of every face, with names as long as people have them: nothing may be wider than the screen,
 * and axe may find nothing grave, from the smallest phone to a desktop. All that is found is told at once.
 */
const WIDTHS = [320, 390, 768, 1024, 1440];
const HEIGHT = 900;
/** Everything axe knows is asked on a phone and on a desktop, in a long run at every width; else what depends on where things are. */
const WHOLE_AT = process.env.TESSERA_LONG ? WIDTHS : [390, 1440];
const LAID_OUT = ['color-contrast', 'scrollable-region-focusable', 'link-in-text-block', 'nested-interactive'];

const WORD = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterung';
const TITLE = `${WORD}: Rappresentazione straordinaria`;
const VENUE = 'Mehrzweckveranstaltungshallenbetriebsgesellschaft am Straßenbahnhaltestellenhäuschen';
const CITY = 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch';
const TICKET = 'Jugendherbergsübernachtungsermäßigungskarte';
const BUYER = 'Maximiliana-Konstantina Wolfeschlegelsteinhausenbergerdorff';
const MAIL = `m.wolfeschlegelsteinhausenbergerdorff.${Date.now()}@strassenbahnhaltestellenhaeuschen-betriebsgesellschaft.example.org`;
const HOUSE = 'Teatro Nuovo di Livorno';
const LONG_HOUSE = `${HOUSE}, ${WORD}`;
const OWNER = 'giulia@teatro-nuovo.example';
/** The event of the demo with a waiting room. */
const ROOM = 'alma-mistral-molo';

interface Fault {
  rule: string;
  help: string;
  at: string;
}

/** The addresses of all pages as the code has them: one that is new is missed until the walk opens it. */
function routes(folder = '../app'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return routes(path);
    if (!entry.name.endsWith('.rs')) return [];
    return [...readFileSync(path, 'utf8').matchAll(/<Route\s+path=path!\("([^"]+)"\)/g)].map(([, route]) => route);
  });
}

class Walk {
  readonly findings: string[] = [];
  private readonly opened = new Set<string>();

  constructor(readonly page: Page) {}

  /** Opens a page of this route and looks at it. */
  async open(route: string, address = route, status = 200): Promise<void> {
    const answer = await this.page.goto(address);
    if (answer?.status() !== status) this.findings.push(`${address}: answers ${answer?.status()}, not ${status}`);
    await this.look(route);
  }

  /** Looks at the page at hand, which is one of this route, at every width. */
  async look(route: string, state = ''): Promise<void> {
    this.opened.add(route);
    const { page } = this;
    await page.evaluate(axe.source);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      const only = WHOLE_AT.includes(width) ? undefined : LAID_OUT;
      const { wide, faults } = await page.evaluate(examine, only);
      const where = `${route}${state && ` (${state})`} at ${width} px`;
      if (wide) this.findings.push(`${where}: ${wide}`);
      for (const fault of faults) this.findings.push(`${where}: ${fault.rule}, ${fault.help}: ${fault.at}`);
    }
    await page.setViewportSize({ width: 1440, height: HEIGHT });
  }

  /** What no walk has opened. */
  missed(): string[] {
    return routes().filter((route) => !this.opened.has(route));
  }
}

/** Runs in the page: what is wider than it, and what axe finds grave. */
async function examine(only?: string[]): Promise<{ wide: string; faults: Fault[] }> {
  const { scrollWidth, clientWidth } = document.documentElement;
  let wide = '';
  if (scrollWidth > clientWidth) {
    const beyond = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    const name = (one: Element) => `${one.localName}.${[...one.classList].join('.')}`;
    wide = `${scrollWidth} px wide by ${beyond.slice(-3).map(name).join(', ')}`;
  }
  const { axe } = window as unknown as { axe: typeof import('axe-core') };
  const { violations } = await axe.run(document, {
    resultTypes: ['violations'],
    ...(only ? { runOnly: { type: 'rule' as const, values: only } } : {}),
  });
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const faults = grave.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map(({ target }) => ({ rule: id, help, at: target.join(' ') })));
  return { wide, faults };
}

/** Tomorrow is what gates are set up for. */
function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.locator(`main [name="form[${name}]"]`).first().fill(value);
}

async function signIn(page: Page, facts: Facts): Promise<void> {
  const owner = facts.people.find((one) => one.email === OWNER);
  await page.goto('/organizer');
  await page.getByLabel('E-mail address').fill(OWNER);
  await page.getByLabel('Password').fill(owner?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto('/organizer/choose');
  await page.getByRole('button', { name: /Teatro Nuovo/ }).click();
  await expect(page).toHaveURL(/\/organizer$/);
}

/** Names the organizer whose owner is signed in. */
async function rename(page: Page, name: string): Promise<void> {
  await page.goto('/organizer/settings');
  await fill(page, { name });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
}

/** The address of the first link of the page whose address matches. */
async function link(page: Page, pattern: RegExp): Promise<string> {
  const all = await page.locator('a[href]').evaluateAll((links) => links.map((one) => one.getAttribute('href') ?? ''));
  const found = all.find((href) => pattern.test(href));
  if (!found) throw new Error(`${page.url()} has no link like ${pattern}: ${all.join(' ')}`);
  return found.split(/[?#]/)[0];
}

/** A venue, an event with two dates and two kinds of ticket, one of them free: everything named at length. Its address. */
async function longEvent(page: Page): Promise<{ admin: string; venue: string }> {
  await page.goto('/organizer/venues/new');
  await fill(page, { name: VENUE, street: `${WORD} 1`, city: CITY, directions_en: `${WORD} ${WORD}` });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(/\/organizer\/venues\/ven_/);
  const venue = new URL(page.url()).pathname;

  const place = async () => {
    const select = page.locator('[name="form[place]"]');
    const value = await select.locator('option', { hasText: VENUE }).first().getAttribute('value');
    await select.selectOption(value);
  };
  await page.goto('/organizer/events/new');
  await fill(page, { title: TITLE, 'starts_at][date': day(1), 'starts_at][time': '20:30', capacity: '40', ticket_name: `${TICKET} gratis`, price: '0' });
  await page.locator('[name="form[category]"]').selectOption('talk');
  await place();
  await page.locator('details:has([name="form[second_name]"]) > summary').click();
  await fill(page, { second_name: TICKET, second_price: '12.50' });
  await page.getByRole('button', { name: 'Create and put on sale' }).click();
  await expect(page).toHaveURL(/\/organizer\/events\/evt_/);
  const admin = new URL(page.url()).pathname.replace(/\/(preview|publish)$/, '');

  await page.goto(`${admin}/details`);
  await fill(page, { summary_en: `${WORD} ${TICKET}`, description_en: `${WORD}${WORD}\n\n${VENUE}` });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.goto(`${admin}/dates/new`);
  await fill(page, { 'starts_at][date': day(5_200), 'starts_at][time': '20:30', capacity: '40', label_en: WORD });
  await place();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(/\/dates(\?|$)/);
  return { admin, venue };
}

/** Fills one of each kind of ticket asked for and goes to the cart. */
async function choose(page: Page, address: string, kind: number): Promise<void> {
  await page.goto(address);
  await page.locator('.offer-row input').nth(kind).fill('1');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page).toHaveURL(/\/cart$/);
}

/** From the cart to the review, looking at what stands between. */
async function toReview(page: Page, walk?: Walk): Promise<void> {
  await page.goto('/cart');
  await walk?.look('/cart');
  await page.getByRole('link', { name: 'Go to checkout' }).click();
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await walk?.look('/checkout', 'with mistakes');
  await page.getByLabel('Your name').fill(BUYER);
  await page.getByLabel('E-mail').fill(MAIL);
  await page.getByRole('checkbox').last().check();
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Review and pay' })).toBeVisible();
  await walk?.look('/checkout/review');
}

async function shop(page: Page, walk: Walk): Promise<void> {
  await walk.open('/');
  await page.goto(`/?q=${encodeURIComponent(WORD)}`);
  await walk.look('/', 'searched');
  const event = await link(page, /^\/events\//);
  await walk.open('/events/:slug', event);
  const date = await link(page, /\/prf_/);
  const organizer = await link(page, /^\/o\//);
  await walk.open('/o/:organizer', organizer);
  await walk.open('/events/:slug/:performance', date);
  await walk.open('/events/:slug/:performance/wait', `${date}/wait`);
  for (const category of ['theatre', 'sport', 'museum']) {
    await page.goto(`/?category=${category}`);
    const seated = await link(page, /^\/events\//);
    await walk.open('/events/:slug', seated);
    await walk.open('/events/:slug/:performance', await link(page, /\/prf_/));
    if (category !== 'sport') continue;
    const part = page.locator('a[href*="?part="]').first();
    if (await part.count()) await walk.open('/events/:slug/:performance', (await part.getAttribute('href')) ?? '');
  }
  await walk.open('/wait/:slug', `/wait/${ROOM}`);
  await walk.open('/wait/:slug/draw', `/wait/${ROOM}/draw`);
  await walk.open('/find');
  for (const page of ['/terms', '/privacy', '/accessibility']) await walk.open(page);
  await walk.open('/cart');
  await walk.open('/checkout');
  await walk.open('/no/such/page', '/no/such/page', 404);

  // Turned back at the bank, then one that costs nothing: two orders in two states, and no money moves.
  await choose(page, date, 1);
  await toReview(page, walk);
  await page.getByRole('button', { name: /^Pay / }).click();
  const toBank = page.getByRole('link', { name: 'Go to the payment page' });
  const cancel = page.locator('button[name="choice"][value="cancel"]');
  await expect(toBank.or(cancel).first()).toBeVisible({ timeout: 20_000 });
  if (await toBank.count()) await toBank.click();
  await walk.look('the bank');
  await cancel.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Not paid yet' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('The payment did not work')).toHaveCount(0);
  await walk.look('/orders/:secret', 'turned back');
  await page.getByText('Cancel the order', { exact: true }).click();
  await page.getByRole('button', { name: 'Yes, cancel it' }).click();
  await walk.look('/orders/:secret', 'cancelled');
  await choose(page, date, 0);
  await toReview(page);
  await page.getByRole('button', { name: 'Get the tickets' }).click();
  await expect(page.locator('.ticket .qr svg').first()).toBeVisible({ timeout: 20_000 });
  await walk.look('/orders/:secret', 'with a ticket');
  await walk.open('/find', '/find');
}

async function admin(page: Page, walk: Walk, made: { admin: string; venue: string }): Promise<void> {
  const event = '/organizer/events/:event';
  await walk.open('/organizer');
  for (const tail of ['', '/details', '/dates', '/tickets', '/announcements', '/fair', '/publish', '/preview', '/scans']) {
    await walk.open(`${event}${tail}`, `${made.admin}${tail}`);
  }
  await page.goto(`${made.admin}/dates`);
  await walk.open(`${event}/dates/:date`, await link(page, /\/dates\/prf_/));
  await page.goto(`${made.admin}/tickets`);
  const ticket = await link(page, /\/tickets\/(?!new)\w+/);
  await walk.open(`${event}/tickets/:ticket`, ticket);
  await walk.open(`${event}/tickets/:ticket/prices`, `${ticket}/prices`);
  await walk.open('/organizer/events/new');
  await walk.open('/organizer/venues');
  await walk.open('/organizer/venues/:venue', made.venue);
  await walk.open('/organizer/venues/:venue/map', `${made.venue}/map`);
  await walk.open('/organizer/orders', `/organizer/orders?q=${encodeURIComponent(MAIL)}`);
  const order = await link(page, /\/organizer\/orders\/ord_/);
  for (const tail of ['', '/correct', '/refund', '/cancel']) await walk.open(`/organizer/orders/:order${tail}`, `${order}${tail}`);
  for (const address of ['choose', 'settings', 'fair', 'people', 'tokens', 'tills', 'codes']) await walk.open(`/organizer/${address}`);
  await walk.open('/organizer/denied', '/organizer/denied', 403);
  await walk.open('/organizer/missing', '/organizer/missing', 404);
  await walk.open('/organizer/broken', '/organizer/broken', 500);
}

async function doors(page: Page, walk: Walk, facts: Facts): Promise<void> {
  await page.context().clearCookies();
  await openTill(page, facts, WORD);
  await walk.look('/till', 'selling');
  await page.locator('.till-tile').first().click();
  await walk.look('/till', 'a sale');
  await page.context().clearCookies();
  await openGate(page, facts, OWNER, new RegExp(WORD), WORD.slice(0, 40), LONG_HOUSE);
  await walk.look('/gate', 'set up');
  await startScanning(page);
  await walk.look('/gate', 'scanning');
}

async function backstage(page: Page, walk: Walk, facts: Facts): Promise<void> {
  await walk.open('/backstage');
  await walk.open('/backstage/mail');
  await walk.open('/backstage/mail/:number', await link(page, /\/backstage\/mail\/\d+/));
  await walk.open('/backstage/printer');
  await walk.open('/backstage/payments');
  await walk.open('/style');
  await walk.open('the API', new URL('/api/v1/docs', facts.shop).href);
}

test('no page is wider than its screen, and axe finds nothing grave, whatever things are called', async ({ page, browser, baseURL, facts }, info) => {
  // It makes its own sizes.
  test.skip(info.project.name !== 'desktop');
  test.setTimeout(600_000);
  const walk = new Walk(page);
  for (const door of ['/organizer', '/till', '/gate']) await walk.open(door);
  await signIn(page, facts);
  const made = await longEvent(page);
  await rename(page, LONG_HOUSE);
  // The buyer is nobody who works here.
  const stranger = await browser.newContext({ baseURL, locale: 'en-GB', timezoneId: 'Europe/Rome' });
  const outside = new Walk(await stranger.newPage());
  await shop(outside.page, outside);
  await admin(page, walk, made);
  await backstage(page, walk, facts);
  await doors(page, walk, facts);
  await stranger.close();
  // Whatever comes after this knows it by its name.
  await page.context().clearCookies();
  await signIn(page, facts);
  await rename(page, HOUSE);
  const missed = walk.missed().filter((route) => outside.missed().includes(route));
  const findings = [...outside.findings, ...walk.findings, ...missed.map((route) => `${route}: nobody opened it`)];
  expect(findings, findings.join('\n')).toEqual([]);
});
