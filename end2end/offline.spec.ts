import { openTill } from './counter';
import { openGate, scan, startScanning } from './door';
import { axeClean, expect, test } from './fixtures';
import type { Page } from '@playwright/test';

test.use({ serviceWorkers: 'allow' });

const STEWARD = 'sara@teatro-nuovo.example';
const THEATRE = 'Teatro Nuovo di Livorno';

/** The page that a device keeps of a face, once it does and the open page goes through its worker. */
async function kept(page: Page, face: string): Promise<string> {
  return page.evaluate(async (path) => {
    const wait = () => new Promise((over) => setTimeout(over, 100));
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await wait();
    let shell = await caches.match(path);
    for (; !shell; shell = await caches.match(path)) await wait();
    return shell.text();
  }, `${face}/shell`);
}

test('the gate opens without network as it was set up, and what it scans survives a sign-out', async ({ page, facts, context }, info) => {
  test.skip(info.project.name !== 'phone', 'it is the same at every size');
  test.setTimeout(120_000);
  await openGate(page, facts, STEWARD, /Mistress/, 'Cellar', THEATRE);
  await startScanning(page);
  expect(await kept(page, '/gate')).not.toMatch(/nonce|Sara/);

  await context.setOffline(true);
  await page.reload();
  await expect(page.getByText('Opened without a network')).toBeVisible({ timeout: 15_000 });
  await expect(page.locator('.gate-bar')).toContainText('Cellar');
  await axeClean(page);
  expect(await scan(page, 'NOTATICKET')).toContain('number 1');

  // The session ends; the scan stays on the device until somebody signs in.
  await context.clearCookies();
  await context.setOffline(false);
  await expect(page.getByLabel('E-mail')).toBeVisible({ timeout: 20_000 });
  const person = facts.people.find((one) => one.email === STEWARD);
  await page.getByLabel('E-mail').fill(STEWARD);
  await page.getByLabel('Password').fill(person?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  // Whoever works for another organizer too may have to say for whom they scan; until then the scan waits.
  const other = page.getByRole('button', { name: `Scan for ${THEATRE}` });
  const answer = page.locator('.verdict, .late-answer').first();
  await expect(answer.or(other).first()).toBeVisible({ timeout: 20_000 });
  if (await other.isVisible()) {
    await expect(page.getByText(`for ${THEATRE} waits`)).toBeVisible();
    await other.click();
  }
  await expect(answer).toContainText('Not admitted', { timeout: 20_000 });
  expect(await page.evaluate(() => localStorage.getItem('gate-queue'))).toBe('[]');
});

test('the till opens without network, says so, and sells again with it', async ({ page, facts, context }, info) => {
  test.skip(info.project.name !== 'desktop', 'it is the same at every size');
  test.setTimeout(90_000);
  await openTill(page, facts, 'Mistress');
  expect(await kept(page, '/till')).not.toContain('nonce');
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByText('The till opened without a network')).toBeVisible({ timeout: 15_000 });
  await axeClean(page);
  await page.locator('.till-bar summary').first().click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('you can sign out once it is back')).toBeVisible();
  await context.setOffline(false);
  await expect(page.locator('.till-tile').first()).toBeVisible({ timeout: 20_000 });
});
