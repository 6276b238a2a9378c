import type { Page } from '@playwright/test';
import { axeClean, expect, test } from './fixtures';

/** What everybody of the demo signs in with. */
const PASSWORD = 'tessera-demo';
const OWNER = 'giulia@teatro-nuovo.example';
const BOX_OFFICE = 'marco@teatro-nuovo.example';
const STEWARD = 'sara@teatro-nuovo.example';
const VIEWER = 'nina@teatro-nuovo.example';

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto('/organizer');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Works for the theatre, whoever else they work for. */
async function workForTheTheatre(page: Page): Promise<void> {
  await page.goto('/organizer/choose');
  await page.getByRole('button', { name: /Teatro Nuovo/ }).click();
  await expect(page).toHaveURL(/\/organizer$/);
}

/** What `<input type="datetime-local">` takes, some days from now. */
function evening(daysAhead: number): string {
  const day = new Date(Date.now() + daysAhead * 86_400_000).toISOString().slice(0, 10);
  return `${day}T20:30`;
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a wrong password is said and the address stays', async ({ page }) => {
    await signIn(page, 'nobody@example.org', 'wrong');
    await expect(page.getByRole('alert')).toContainText('not right');
    await expect(page.getByLabel('E-mail address')).toHaveValue('nobody@example.org');
    await expect(page.getByLabel('Password')).toHaveValue('');
  });

  test('a page that needs a person leads to the sign-in form and back', async ({ page }) => {
    await page.goto('/organizer/orders?q=rossi');
    await expect(page).toHaveURL(/\/organizer\?back=/);
    await page.getByLabel('E-mail address').fill(OWNER);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(/\/organizer\/orders\?q=rossi/);
  });

  test('an event is made, mended where it is wrong, seen as a buyer and put on sale', async ({ page }) => {
    const title = `An evening of tests ${Date.now()}`;
    await signIn(page, OWNER);
    await workForTheTheatre(page);
    await page.getByRole('link', { name: 'New event' }).click();
    await page.getByLabel('Title', { exact: true }).fill(title);
    await page.getByLabel('Begins').fill(evening(30));
    await page.getByLabel('Venue and seat map').selectOption({ label: 'Ridotto del Teatro Nuovo, Livorno: without numbered seats' });
    await page.getByLabel('Capacity').fill('many');
    await page.getByRole('textbox', { name: 'Price', exact: true }).first().fill('12,50');
    await page.getByRole('button', { name: 'Create and preview' }).click();

    await expect(page.getByRole('heading', { name: 'Please check these' })).toBeVisible();
    await expect(page.getByLabel('Title', { exact: true })).toHaveValue(title);
    await expect(page.getByLabel('Capacity')).toHaveValue('many');
    await expect(page.getByLabel('Capacity')).toHaveAttribute('aria-invalid', 'true');
    await page.getByLabel('Capacity').fill('80');
    await page.getByLabel('Tax rate').fill('10');
    await page.getByLabel('Fee per ticket').fill('1');
    await page.getByRole('button', { name: 'Create and preview' }).click();

    await expect(page).toHaveURL(/\/preview/);
    await expect(page.getByText('€13.50').first()).toBeVisible();
    await page.getByRole('link', { name: 'Put on sale' }).click();
    await page.getByRole('button', { name: 'Put on sale now' }).click();
    await expect(page.getByText('The event is on sale.')).toBeVisible();
    const event = page.url().replace(/\?.*/, '');
    await page.goto(`/?q=${encodeURIComponent(title)}`);
    await expect(page.getByRole('link', { name: title })).toBeVisible();

    // Opened twice: who saves second is told, and what was typed stays.
    const other = await page.context().newPage();
    await page.goto(`${event}/details`);
    await other.goto(`${event}/details`);
    await other.getByLabel('From which age').fill('6');
    await other.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(other.getByText('Saved.')).toBeVisible();
    await other.close();
    await page.getByLabel('Title (English)').fill(`${title} again`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('Someone changed this meanwhile');
    await expect(page.getByLabel('Title (English)')).toHaveValue(`${title} again`);

    await page.goto(`${event}/publish`);
    await page.getByText('Cancel the event', { exact: true }).click();
    await page.getByRole('button', { name: 'Cancel the event for good' }).click();
    await expect(page.getByRole('heading', { name: 'Please check these' })).toBeInViewport();
    await page.getByLabel('Reason').fill('It was a test');
    await page.getByRole('button', { name: 'Cancel the event for good' }).click();
    await expect(page.getByText('This event is cancelled').first()).toBeVisible();
  });

  test('an order is found, its tickets are sent again, one is refunded after the sum was shown', async ({ page, mailbox }) => {
    await signIn(page, OWNER);
    await workForTheTheatre(page);
    await page.goto('/organizer/orders?state=paid');
    const number = page.locator('tbody th a').first();
    const name = (await number.textContent())?.trim() ?? '';
    await page.getByRole('searchbox').fill(name);
    await page.getByRole('button', { name: 'Search orders' }).click();
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name);

    const to = `again.${Date.now()}@example.org`;
    await page.getByLabel('Send the tickets to').fill('nowhere');
    await page.getByRole('button', { name: 'Send the tickets' }).click();
    await expect(page.getByRole('alert')).toContainText('Send the tickets to');
    await expect(page.getByRole('alert')).toBeInViewport();
    await expect(page.getByLabel('Send the tickets to')).toHaveValue('nowhere');
    await page.getByLabel('Send the tickets to').fill(to);
    await page.getByRole('button', { name: 'Send the tickets' }).click();
    await expect(page.getByText('on their way')).toBeVisible();
    await mailbox(to);

    await page.getByRole('link', { name: 'Refund tickets' }).click();
    await page.getByRole('checkbox', { name: /no\. \d+/ }).first().check();
    await page.getByRole('button', { name: 'See the sum first' }).click();
    await expect(page.getByRole('heading', { name: 'Please check these' })).toBeVisible();
    await expect(page.getByRole('checkbox').first()).toBeChecked();
    await page.getByLabel('Reason').fill('The buyer is ill');
    await page.getByRole('button', { name: 'See the sum first' }).click();
    await expect(page.getByText('To give back')).toBeVisible();
    await page.getByRole('button', { name: /^Refund / }).click();
    await expect(page.getByText('Refunded: the tickets are refused')).toBeVisible();
    await expect(page.getByText('The buyer is ill').first()).toBeVisible();
  });

  test('each role sees what it may do, and is told calmly what it may not', async ({ page }) => {
    const denied: [string, string[]][] = [
      [VIEWER, ['/organizer/orders', '/organizer/people', '/organizer/tokens', '/organizer/events/new']],
      [STEWARD, ['/organizer/venues', '/organizer/orders', '/organizer/people']],
      [BOX_OFFICE, ['/organizer/people', '/organizer/tokens', '/organizer/events/new']],
    ];
    for (const [email, pages] of denied) {
      await signIn(page, email);
      await workForTheTheatre(page);
      for (const address of pages) {
        const answer = await page.goto(address);
        expect(answer?.status(), `${email} at ${address}`).toBe(403);
        await expect(page.getByRole('heading', { level: 1, name: 'Not for your role' })).toBeVisible();
        const rail = page.locator('.admin-rail');
        await expect(rail.locator(`a[href="${address}"]`)).toHaveCount(0);
      }
      await page.getByRole('button', { name: /Sign out/ }).click();
      await expect(page.getByText('You are signed out.')).toBeVisible();
    }
  });

  test('nobody takes a table along without the right to', async ({ page, request }) => {
    await signIn(page, VIEWER);
    const answer = await page.goto('/organizer/export/orders.csv');
    expect(answer?.status()).toBe(403);
    const visitor = await request.get('/organizer/export/orders.csv', { maxRedirects: 0 });
    expect(visitor.status()).toBe(303);
  });
});

test('every page of the admin can be used by everybody', async ({ page, noConsoleErrors }) => {
  test.setTimeout(180_000);
  await signIn(page, OWNER);
  await workForTheTheatre(page);
  await axeClean(page);
  const event = await page.locator('tbody th a').first().getAttribute('href');
  const tails = ['', '/scans', '/details', '/dates', '/dates/new', '/tickets', '/tickets/new', '/preview', '/publish'];
  await page.goto('/organizer/venues');
  const venue = await page.locator('tbody th a').first().getAttribute('href');
  const pages = [
    ...tails.map((tail) => `${event}${tail}`),
    `${venue}`,
    `${venue}/map`,
    '/organizer/events/new',
    '/organizer/orders',
    '/organizer/people',
    '/organizer/tokens',
    '/organizer/tills',
  ];
  for (const address of pages) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(200);
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect(scrollWidth, `${address} is as wide as the screen`).toBeLessThanOrEqual(clientWidth);
    for (const figure of await page.locator('.stats > *').all()) {
      const box = await figure.boundingBox();
      expect(box?.width, `a figure on ${address} has room for its words`).toBeGreaterThan(100);
    }
    await axeClean(page);
  }
  noConsoleErrors();
});

test('a token is shown once', async ({ page }) => {
  await signIn(page, OWNER);
  await workForTheTheatre(page);
  await page.goto('/organizer/tokens');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await expect(page.getByRole('heading', { name: 'Please check these' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Journey');
  await page.getByLabel('Read events and sales').check();
  await page.getByRole('button', { name: 'Make a token' }).click();
  await expect(page.locator('.token')).toContainText('tsr_');
  await page.reload();
  await expect(page.locator('.token')).toHaveCount(0);
});
