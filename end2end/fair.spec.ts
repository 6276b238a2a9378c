import type { Browser, Page } from '@playwright/test';
import { addToCart, buyer, checkOut } from './buying';
import { axeClean, expect, test } from './fixtures';

const PASSWORD = 'tessera-demo';
const OWNER = 'giulia@teatro-nuovo.example';

/** Puts an evening of its own on sale, so that no other journey meets its settings; answers with its admin address. */
async function evening(page: Page, title: string): Promise<string> {
  await page.goto('/organizer');
  await page.getByLabel('E-mail address').fill(OWNER);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto('/organizer/choose');
  await page.getByRole('button', { name: /Teatro Nuovo/ }).click();
  await page.getByRole('link', { name: 'New event' }).click();
  await page.getByLabel('Title', { exact: true }).fill(title);
  const begins = page.getByRole('group', { name: 'Begins' });
  // In a hall that nobody else has on that day: what is there already is asked about.
  const ahead = 2_300 + Math.floor(Math.random() * 2_000);
  await begins.getByLabel('Day').fill(new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10));
  await begins.getByLabel('Time').fill('20:30');
  await page.getByLabel('Venue and seat map').selectOption({ label: 'Ridotto del Teatro Nuovo, Livorno: without numbered seats' });
  await page.getByLabel('Capacity').fill('80');
  await page.getByRole('textbox', { name: 'Price', exact: true }).first().fill('12,50');
  await page.getByRole('button', { name: 'Create and preview' }).click();
  await expect(page).toHaveURL(/\/preview/);
  await page.getByRole('link', { name: 'Put on sale' }).click();
  await page.getByRole('button', { name: 'Put on sale now' }).click();
  await expect(page.getByText('The event is on sale.')).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Asks for a proof of every request, and lets a person have so many places. */
async function protect(page: Page, admin: string, personMax: string): Promise<void> {
  await page.goto(admin);
  await page.getByRole('link', { name: 'Fair sale', exact: true }).click();
  await expect(page).toHaveURL(/\/fair$/);
  await page.getByRole('radio', { name: /^Its own/ }).check();
  await page.getByRole('radio', { name: /^Always/ }).check();
  await page.getByLabel('Places a person').fill(personMax);
  await page.getByRole('button', { name: 'Save' }).click();
}

/** The choice of tickets, for a visitor who has never been here. */
async function visit(browser: Browser, baseURL: string, title: string, javaScriptEnabled: boolean): Promise<Page> {
  const page = await (await browser.newContext({ baseURL, javaScriptEnabled, locale: 'en-GB' })).newPage();
  await page.goto(`/?q=${encodeURIComponent(title)}`);
  await page.getByRole('link', { name: title }).first().click();
  await page.getByRole('link', { name: 'Get tickets' }).click();
  if (!page.url().includes('/prf_')) await page.locator('#dates a[href*="/prf_"]').first().click();
  await expect(page.locator('form.picker')).toBeVisible();
  return page;
}

async function take(page: Page, count: number): Promise<void> {
  await page.locator('.offers input[type="number"]').first().fill(String(count));
}

test('where a proof is asked for, a buyer with scripts does not notice and one without waits a little', async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  const title = `A fair evening ${Date.now()}`;
  const admin = await evening(page, title);

  // What is wrong is said beside its field and nothing typed is lost.
  await protect(page, admin, 'four');
  await expect(page.getByRole('heading', { name: 'Please check these' })).toBeVisible();
  await expect(page.getByLabel('Places a person')).toHaveValue('four');
  await expect(page.getByLabel('Places a person')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('radio', { name: /^Always/ })).toBeChecked();
  await page.getByLabel('Places a person').fill('4');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Its own/ })).toBeChecked();
  await expect(page.getByLabel('Places a person')).toHaveValue('4');
  await axeClean(page);

  const scripted = await visit(browser, baseURL!, title, true);
  const said: string[] = [];
  scripted.on('pageerror', (error) => said.push(String(error)));
  await take(scripted, 3);
  await axeClean(scripted);
  await addToCart(scripted);
  // No more than a person may have, in whichever cart.
  await scripted.goBack();
  await take(scripted, 2);
  await scripted.getByRole('button', { name: 'Add to cart' }).click();
  await expect(scripted.getByText('At most 4 tickets per person for this event. You have 3 already')).toBeVisible();
  await checkOut(scripted, buyer('fair'), false);
  expect(said, 'errors of the page').toEqual([]);
  await scripted.context().close();

  const plain = await visit(browser, baseURL!, title, false);
  await take(plain, 2);
  await plain.getByRole('button', { name: 'Add to cart' }).click();
  await expect(plain.getByRole('heading', { name: 'One moment, please' })).toBeVisible();
  await expect(plain.getByRole('heading', { name: 'Now it goes on' })).toBeVisible({ timeout: 40_000 });
  // axe is a script itself: it reads the page in a second browser of the same person.
  const reader = await browser.newContext({ baseURL, locale: 'en-GB', storageState: await plain.context().storageState() });
  const read = await reader.newPage();
  await read.goto(plain.url());
  await expect(read.getByRole('heading', { name: 'Now it goes on' })).toBeVisible();
  await axeClean(read);
  await reader.close();
  await plain.getByRole('button', { name: 'Add to cart' }).click();
  await expect(plain).toHaveURL(/\/cart$/);
  await expect(plain.getByRole('main').getByText(title).first()).toBeVisible();
  // The same token again is no proof any more.
  await plain.goBack();
  await plain.getByRole('button', { name: 'Add to cart' }).click();
  await expect(plain.getByRole('heading', { name: 'One moment, please' })).toBeVisible();
  await plain.context().close();
});

test('the settings of the whole shop are a page of their own', async ({ page }) => {
  await page.goto('/organizer');
  await page.getByLabel('E-mail address').fill(OWNER);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto('/organizer/choose');
  await page.getByRole('button', { name: /Teatro Nuovo/ }).click();
  await page.getByRole('link', { name: 'Fair sales' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Fair sales' })).toBeVisible();
  await page.getByRole('radio', { name: /^From a set time/ }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('group', { name: /^Opens for waiting/ }).getByLabel('Day')).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('radio', { name: /^Never Everybody/ }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await axeClean(page);
});
