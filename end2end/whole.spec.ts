import type { Browser, Page } from '@playwright/test';
import { addToCart, buyer, checkOut, tapSeat } from './buying';
import { readAll } from './codes';
import { cents, euros, printer } from './counter';
import { openGate, scan, startScanning } from './door';
import { axeClean, expect, test, type Facts, type Paper } from './fixtures';

const SHOW = /Mistress/;
const OWNER = 'giulia@teatro-nuovo.example';
const MUSEUM = 'elena@museo-mosaico.example';

/** A page of somebody who works here: a browser of their own, with scripts, as large as the buyer's. */
async function staff(browser: Browser, baseURL: string | undefined, page: Page): Promise<Page> {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: true, viewport: page.viewportSize(), locale: 'en-GB', timezoneId: 'Europe/Rome' });
  return context.newPage();
}

/** Opens the first evening of the comedy, which is tomorrow. */
async function comedy(page: Page): Promise<void> {
  await page.goto('/events/la-locandiera');
  await page.getByRole('link', { name: 'Get tickets' }).click();
  await page.locator('#dates a[href*="/prf_"]').first().click();
  await expect(page.locator('form.picker')).toBeVisible();
}

/** Two seats by hand, on the map or, without scripts, from the list of rows; their ids. */
async function twoSeats(page: Page, scripts: boolean): Promise<string[]> {
  await comedy(page);
  const ids: string[] = [];
  if (scripts) await page.waitForSelector('html[data-live]');
  for (let n = 0; n < 2; n += 1) {
    if (scripts) {
      const seat = page.locator('.hall g.seat.free:not(.chosen)').first();
      ids.push((await seat.getAttribute('data-seat')) ?? '');
      await tapSeat(page, 0);
    } else {
      const seat = page.locator('.seat-list label:has(input:not([disabled]))').nth(n);
      ids.push((await seat.locator('input').getAttribute('id')) ?? '');
      await seat.click();
    }
  }
  await addToCart(page);
  return ids;
}

/** One ticket for the museum's first free hour; it has no seat. */
async function admission(page: Page): Promise<void> {
  await page.goto('/?category=museum');
  await page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link').first().click();
  await page.getByRole('link', { name: 'Get tickets' }).click();
  if (!page.url().includes('/prf_')) await page.locator('#dates a[href*="/prf_"]').first().click();
  await page.locator('.offer-row input').first().fill('1');
  await addToCart(page);
}

/** Sells one ticket for the comedy at the till, for the exact sum in cash; the papers that came out. */
async function atTheTill(page: Page, facts: Facts, papers: (atLeast?: number) => Promise<Paper[]>): Promise<Paper[]> {
  await printer(page, facts, 'clear_all');
  await printer(page, facts, 'close_drawer');
  const owner = facts.people.find((one) => one.email === OWNER);
  await page.goto('/till');
  await page.getByLabel('E-mail').fill(OWNER);
  await page.getByLabel('Password').fill(owner?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForSelector('html[data-live]');
  const which = page.getByRole('heading', { name: 'Which till is this?' });
  await expect(which.or(page.getByRole('heading', { name: 'What do you sell?' }))).toBeVisible();
  if (await which.isVisible()) await page.locator('.till-what .tile').first().click();
  await page.getByLabel('Search by name, date or place').fill('Mistress');
  await page.locator('.till-dates .tile').first().click();
  await page.locator('.till-tile').first().click();
  const total = cents(await page.locator('#total').textContent());
  await page.locator('#pay-exact').click();
  await expect(page.locator('#change')).toHaveText('None');
  const out = await papers(2);
  expect(out[0].text).toContain(euros(total));
  expect(out[0].drawer_opened_before).toBe(true);
  return out;
}

/** In the admin: the sum that a ticket of a buyer's order of the theatre would give back, one whose holder is inside or not. */
async function toTheSum(page: Page, email: string, inside = false): Promise<void> {
  await page.goto(`/organizer/orders?q=${encodeURIComponent(email)}`);
  await page.locator('tbody th a').first().click();
  await page.getByRole('link', { name: 'Refund tickets' }).click();
  const words = 'is inside';
  await page.locator('label.choice').filter(inside ? { hasText: words } : { hasNotText: words }).first().getByRole('checkbox').check();
  await page.getByLabel('Reason').fill('The buyer is ill');
  await page.getByRole('button', { name: 'See the sum first' }).click();
  await expect(page.getByRole('button', { name: /^Refund / })).toBeVisible();
}

/** Refunds it, and again in a second tab, where nothing happens and no other ticket is chosen instead. */
async function refundOne(page: Page, email: string): Promise<void> {
  const late = await page.context().newPage();
  await toTheSum(late, email);
  await toTheSum(page, email);
  await page.getByRole('button', { name: /^Refund / }).click();
  await expect(page.getByText('Refunded: the tickets are refused')).toBeVisible();
  await late.getByRole('button', { name: /^Refund / }).click();
  await expect(late.getByText('Nothing was changed')).toBeVisible();
  await expect(late.getByRole('checkbox')).not.toBeChecked();
  await late.close();
}

for (const [mode, javaScriptEnabled] of [['with scripts', true], ['without scripts', false]] as const) {
  test.describe(mode, () => {
    test.use({ javaScriptEnabled });

    test('bought, sold at the till, printed, let in once, refunded, refused, on sale again', async (
      { page, browser, baseURL, facts, papers, mailbox },
      info,
    ) => {
      test.setTimeout(300_000);
      const person = buyer(`whole.${info.project.name}.${javaScriptEnabled ? 'live' : 'plain'}`);

      // In the shop: two seats and a place without a number, each organizer's checkout with its own tickets and e-mail.
      const seats = await twoSeats(page, javaScriptEnabled);
      await admission(page);
      const codes = new Map<number, string[]>();
      while (codes.size < 2) {
        await checkOut(page, person, javaScriptEnabled);
        if (javaScriptEnabled) await axeClean(page);
        const drawn = page.locator('.ticket .qr svg');
        codes.set(await drawn.count(), await readAll(drawn));
      }
      const [first, second] = codes.get(2) ?? [];
      const [slot] = codes.get(1) ?? [];
      expect(first && second && slot, 'two seats and one place').toBeTruthy();
      expect((await mailbox(person.email, 2)).every((mail) => mail.attachments.length > 0)).toBe(true);

      // At the till: the same evening, for cash.
      const desk = await staff(browser, baseURL, page);
      const printed = (await atTheTill(desk, facts, papers)).flatMap((paper) => paper.qr_contents);
      expect(printed).toHaveLength(1);

      // At the gate: each once.
      const door = await staff(browser, baseURL, page);
      await openGate(door, facts, OWNER, SHOW, 'Foyer');
      await startScanning(door);
      for (const code of [first, printed[0]]) {
        expect(await scan(door, code)).toContain('Admitted');
        expect(await scan(door, code)).toContain('Already used');
      }
      const museum = await staff(browser, baseURL, page);
      await openGate(museum, facts, MUSEUM, /./, 'Cloister');
      await startScanning(museum);
      expect(await scan(museum, slot)).toContain('Admitted');
      expect(await scan(museum, slot)).toContain('Already used');
      expect(await scan(museum, second), "the theatre's ticket is nothing here").toContain('Not admitted');

      // Taken back: one of the two seats is refused from now on, and can be bought again.
      const taken = seats.map((seat) => page.locator(`.seat-list input[id="${seat}"]`));
      await comedy(page);
      for (const seat of taken) await expect(seat).toBeDisabled();
      await refundOne(desk, person.email);
      expect(await scan(door, first)).toContain('Already used');
      expect(await scan(door, second)).toMatch(/refunded/i);
      const free = async () => (await Promise.all(taken.map((seat) => seat.isDisabled()))).filter((disabled) => !disabled).length;
      await comedy(page);
      await expect.poll(free).toBe(1);

      // Whoever is inside is asked about; the money goes back, and their seat stays taken.
      await toTheSum(desk, person.email, true);
      await expect(desk.getByText('One holder is inside')).toBeVisible();
      await axeClean(desk);
      await desk.getByRole('button', { name: /^Refund / }).click();
      await expect(desk.getByText('Please tick this to go on.')).toBeVisible();
      await desk.getByLabel('Refund it all the same').check();
      await desk.getByRole('button', { name: /^Refund / }).click();
      await expect(desk.getByText('Refunded: the tickets are refused')).toBeVisible();
      expect(await scan(door, first)).toContain('Not admitted');
      await comedy(page);
      await expect(page.locator('.seat-list input').first()).toBeAttached();
      expect(await free()).toBe(1);
      const emails = await mailbox(person.email, 3);
      expect(emails.some((mail) => /refund/i.test(mail.subject))).toBe(true);
      for (const one of [desk, door, museum]) await one.context().close();
    });
  });
}
