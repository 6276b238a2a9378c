import type { Page } from '@playwright/test';
import { expect, type Facts } from './fixtures';

/** Somebody with a role at the theatre, whose till has the printer. */
export function person(facts: Facts, role: string): { email: string; password: string } {
  const found = facts.people.find((one) => one.role === role && one.email.endsWith('@teatro-nuovo.example'));
  if (!found) throw new Error(`the demo has nobody who is ${role} of the theatre`);
  return found;
}

export async function signIn(page: Page, facts: Facts, role = 'owner'): Promise<void> {
  const { email, password } = person(facts, role);
  await page.goto('/till');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A till that is open at the first performance whose name or place has these words; the one with the printer, unless named. */
export async function openTill(
  page: Page,
  facts: Facts,
  words: string,
  { till = '', role = 'owner' } = {},
): Promise<void> {
  await signIn(page, facts, role);
  await page.waitForSelector('html[data-live]');
  const which = page.getByRole('heading', { name: 'Which till is this?' });
  const what = page.getByRole('heading', { name: 'What do you sell?' });
  await expect(which.or(what)).toBeVisible();
  if (await which.isVisible()) await page.locator('.till-what .tile').filter({ hasText: till }).first().click();
  await page.getByLabel('Search by name, date or place').fill(words);
  await page.locator('.till-dates .tile').first().click();
  await expect(page.locator('.till-tile').first()).toBeVisible();
}

/** Puts the printer's faults in or takes them away, as a hand would. */
export async function printer(page: Page, facts: Facts, action: string, fault = '', lines = 0): Promise<void> {
  const answer = await page.request.post(`${facts.backstage}/api/printer`, { data: { action, fault, lines } });
  expect(answer.ok()).toBe(true);
}

/** `€1,234.50` as cents. */
export function cents(text: string | null): number {
  return Number((text ?? '').replace(/[^0-9]/g, ''));
}

export function euros(amount: number): string {
  return (amount / 100).toFixed(2);
}

/** Taps the first kind of ticket so often, and gives what it comes to. */
export async function tap(page: Page, times: number): Promise<number> {
  for (let i = 0; i < times; i += 1) await page.locator('.till-tile').first().click();
  await expect(page.getByText(times === 1 ? '1 ticket' : `${times} tickets`, { exact: true })).toBeVisible();
  return cents(await page.locator('#total').textContent());
}
