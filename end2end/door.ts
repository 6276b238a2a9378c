import type { Page } from '@playwright/test';
import { expect, type Facts } from './fixtures';

/** Signs in at the gate and sets it up for the dates whose name has these words, of the organizer named. */
export async function openGate(page: Page, facts: Facts, email: string, words: string | RegExp, gate: string, organizer = ''): Promise<void> {
  const person = facts.people.find((one) => one.email === email);
  if (!person) throw new Error(`the demo has nobody called ${email}`);
  await page.goto('/gate');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Set up this gate' })).toBeVisible();
  if (organizer) {
    const other = page.getByRole('button', { name: `Scan for ${organizer}` });
    await expect(other.or(page.getByText(`${organizer} ·`)).first()).toBeVisible();
    if (await other.count()) await other.click();
    await expect(page.getByText(`${organizer} ·`)).toBeVisible();
  }
  await page.getByLabel('Name of the gate').fill(gate);
  await expect(page.getByRole('checkbox', { name: words }).first()).toBeVisible();
  for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
  for (const box of await page.getByRole('checkbox', { name: words }).all()) await box.check();
}

export async function startScanning(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start scanning' }).click();
  await expect(page.getByLabel('Code by hand or scanner')).toBeVisible();
}

/** What a hand scanner does: it types, wherever the focus is, and ends with Enter. Gives the verdict's words. */
export async function scan(page: Page, code: string): Promise<string> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const verdict = page.locator('.verdict');
  // It goes by itself after a while: it may do so between the look and the tap.
  if (await verdict.isVisible()) await verdict.click({ timeout: 2_000 }).catch(() => undefined);
  await expect(verdict).toBeHidden();
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expect(verdict).toBeVisible();
  return (await verdict.innerText()).replace(/\s+/g, ' ');
}
