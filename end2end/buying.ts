import type { Page } from '@playwright/test';
import { axeClean, expect } from './fixtures';

/** Who buys in a journey; each its own address, so that each mailbox is read for itself. */
export function buyer(journey: string): { name: string; email: string } {
  return { name: 'Maria Rossi', email: `maria.${journey}.${Date.now()}@example.org` };
}

/** Goes from the catalogue to the choice of tickets of the first event of a kind that can be bought. */
export async function choose(page: Page, category: string): Promise<void> {
  await page.goto(`/?category=${category}`);
  await page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Get tickets' }).click();
  const dates = page.locator('#dates a[href*="/prf_"]');
  if (!page.url().includes('/prf_')) await dates.first().click();
  await expect(page.locator('form.picker')).toBeVisible();
}

export async function addToCart(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page).toHaveURL(/\/cart$/);
}

/** Details, review, the bank's page, and back with the tickets. */
export async function checkOut(page: Page, person: { name: string; email: string }, axe: boolean): Promise<void> {
  await page.goto('/cart');
  await page.getByRole('link', { name: 'Go to checkout' }).first().click();
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  const phone = page.getByLabel('Phone');
  if (await phone.count()) await phone.fill('+39 055 123456');
  await page.getByRole('checkbox').last().check();
  if (axe) await axeClean(page);
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Review and pay' })).toBeVisible();
  await expect(page.getByText(person.email)).toBeVisible();
  if (axe) await axeClean(page);
  await page.getByRole('button', { name: /^Pay / }).click();
  // Either straight to the bank, or by way of the order's page.
  const toBank = page.getByRole('link', { name: 'Go to the payment page' });
  const approve = page.locator('button[name="choice"][value="approve"]');
  await expect(toBank.or(approve).first()).toBeVisible({ timeout: 20_000 });
  if (await toBank.count()) await toBank.click();
  await approve.click();
  await expect(page).toHaveURL(/\/orders\//);
  await ticketsArrive(page);
}

/** Chooses a seat on the map; where seats are small, a finger's first tap comes closer. */
export async function tapSeat(page: Page, at: number): Promise<void> {
  const before = await page.locator('#chosen li').count();
  const seat = page.locator('.hall g.seat.free:not(.chosen)').nth(at);
  await expect(async () => {
    await seat.click();
    await expect(page.locator('#chosen li')).toHaveCount(before + 1, { timeout: 500 });
  }).toPass();
}

/** The page follows by itself; where there is no script, it reloads itself. */
export async function ticketsArrive(page: Page): Promise<void> {
  await expect(page.locator('.ticket .qr svg').first()).toBeVisible({ timeout: 20_000 });
}
