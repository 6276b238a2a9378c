import { chromium } from '@playwright/test';
import { buyer, checkOut } from './buying';
import { film, readAll } from './codes';
import { openGate, scan, startScanning } from './door';
import { axeClean, expect, test, type Facts } from './fixtures';
import type { Page } from '@playwright/test';

const STEWARD = 'sara@teatro-nuovo.example';
const THEATRE = 'Teatro Nuovo di Livorno';

/** Buys seats for tomorrow's comedy; gives the codes, and the page stands on the order. */
async function comedy(page: Page, seats: number, journey: string, person = buyer(journey)): Promise<string[]> {
  await page.goto('/events/la-locandiera');
  await page.getByRole('link', { name: 'Get tickets' }).click();
  await page.locator('#dates a[href*="/prf_"]').first().click();
  await page.getByLabel('How many').fill(String(seats));
  await page.getByRole('button', { name: 'Choose them for me' }).click();
  await expect(page).toHaveURL(/\/cart$/);
  await checkOut(page, person, false);
  const codes = page.locator('.ticket .qr svg');
  await expect(codes).toHaveCount(seats);
  return readAll(codes);
}

test('a hand scanner: admitted once, already used, out and in again, nonsense refused', async ({ page, facts, noConsoleErrors }, info) => {
  test.setTimeout(120_000);
  const [code] = await comedy(page, 1, `scan.${info.project.name}`);
  await openGate(page, facts, STEWARD, /Mistress/, `North ${info.project.name}`, THEATRE);
  await axeClean(page);
  await startScanning(page);
  await axeClean(page);
  const first = await scan(page, code);
  expect(first).toContain('Admitted');
  expect(first).toMatch(/Row|Stalls|Gallery|circle/);
  const again = await scan(page, code);
  expect(again).toContain('Already used');
  expect(again).toContain(`gate North ${info.project.name}`);
  await axeClean(page);
  expect(await scan(page, 'NOTATICKET')).toContain('Not admitted');

  // Changed to the way out, and back.
  await page.locator('.verdict').click();
  await page.getByRole('button', { name: 'Change gate' }).click();
  await page.getByLabel('Out', { exact: true }).check();
  await startScanning(page);
  expect(await scan(page, code)).toContain('Goodbye');
  await page.locator('.verdict').click();
  await page.getByRole('button', { name: 'Change gate' }).click();
  await page.getByLabel('In', { exact: true }).check();
  await startScanning(page);
  expect(await scan(page, code)).toContain('Admitted');
  noConsoleErrors();
});

test('a scan without network waits, and is answered once when the network is back', async ({ page, facts, context }, info) => {
  test.setTimeout(120_000);
  const [code] = await comedy(page, 1, `offline.${info.project.name}`);
  await openGate(page, facts, STEWARD, /Mistress/, 'South', THEATRE);
  await startScanning(page);
  await context.setOffline(true);
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expect(page.locator('.verdict')).toContainText('Waiting for the network');
  await context.setOffline(false);
  await expect(page.locator('.verdict')).toContainText('Admitted', { timeout: 15_000 });
  expect(await scan(page, code)).toContain('Already used');
  // What a server can't read is said once, and the gate goes on: it isn't sent for ever before all others.
  const unreadable = { status: 400, contentType: 'application/json', body: '"Unreadable"' };
  await page.route('**/do/gate/scan', (route) => route.fulfill(unreadable), { times: 1 });
  expect(await scan(page, code)).toContain('Scan the ticket again');
  expect(await scan(page, code)).toContain('Already used');
});

test('guests who were held are told apart when the network is back', async ({ page, facts, context }, info) => {
  test.setTimeout(120_000);
  const [first, second] = await comedy(page, 2, `held.${info.project.name}`);
  await openGate(page, facts, STEWARD, /Mistress/, 'West', THEATRE);
  for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
  await page.getByRole('button', { name: 'Start scanning' }).click();
  await expect(page.getByRole('alert')).toContainText('Tick the dates');
  for (const box of await page.getByRole('checkbox', { name: /Mistress/ }).all()) await box.check();
  await startScanning(page);
  expect(await scan(page, first)).toContain('Admitted');
  await context.setOffline(true);
  expect(await scan(page, first)).toContain('number 1');
  expect(await scan(page, second)).toContain('number 2');
  // The same guest again is the same guest.
  expect(await scan(page, second)).toContain('number 2');
  await context.setOffline(false);
  const answers = page.locator('.late-answer');
  await expect(answers).toHaveText([/Number 1: Already used/, /Number 2: Admitted/], { timeout: 15_000 });
  await axeClean(page);
  await page.reload();
  await expect(answers).toHaveCount(2);
  await page.getByRole('button', { name: 'All of them have been told' }).click();
  await expect(answers).toHaveCount(0);
});

test('a guest without a phone is found by name, told apart, and not found without network', async ({ page, facts, context }, info) => {
  test.setTimeout(120_000);
  const person = buyer(`name.${info.project.name}`);
  await comedy(page, 2, `name.${info.project.name}`, person);
  const order = (await page.getByText(/^Order [0-9A-Z]{8}/).first().textContent())?.match(/[0-9A-Z]{8}/)?.[0] ?? '';
  expect(order, 'the order has a number').not.toBe('');
  await openGate(page, facts, STEWARD, /Mistress/, 'Side door', THEATRE);
  await startScanning(page);
  const field = page.getByLabel('Find by name or order');
  const find = async (words: string) => {
    await field.fill(words);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
  };
  await find('M');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('at least two letters');
  for (const nothing of ['--', '??', '\u200b\u200b']) {
    await find(nothing);
    await expect(page.getByRole('main').getByRole('alert')).toContainText('at least two letters');
  }
  await find(order);
  const rows = page.getByRole('main').locator('li').filter({ hasText: order });
  await expect(rows).toHaveCount(2);
  const [one, other] = await rows.allInnerTexts();
  expect(one).toMatch(/No\. \d+/);
  expect(one, 'two tickets of one order differ').not.toBe(other);
  await axeClean(page);
  await rows.first().getByRole('button', { name: /^Let in: Maria Rossi/ }).click();
  await expect(page.locator('.verdict .word')).toHaveText('Admitted');
  await expect(rows.first()).toContainText('Scanned');
  await page.locator('.verdict').click({ timeout: 2_000 }).catch(() => undefined);

  // Without network nothing of the old answer stays under a new name.
  await context.setOffline(true);
  await field.fill('Somebody else');
  await expect(rows).toHaveCount(0);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('nothing was searched');
  await expect(rows).toHaveCount(0);
  await context.setOffline(false);
  await find(order);
  await expect(rows.filter({ hasText: /In since \d\d:\d\d, gate Side door/ })).toHaveCount(1);
  await expect(rows.getByRole('button', { name: /^Let in/ })).toHaveCount(1);
});

test('the camera reads a code off a phone', async ({ page, facts, browser, baseURL }, info) => {
  test.setTimeout(180_000);
  await comedy(page, 1, `camera.${info.project.name}`);
  const drawing = await page.locator('.ticket .qr svg').first().evaluate((svg) => svg.outerHTML);
  const file = info.outputPath('camera.mjpeg');
  await film(browser, drawing, file);
  const options = info.project.use.launchOptions ?? {};
  const withCamera = await chromium.launch({
    ...options,
    args: [
      ...(options.args ?? []),
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${file}`,
    ],
  });
  try {
    const door = await withCamera.newPage({ baseURL, viewport: info.project.use.viewport, locale: 'en-GB' });
    const said: string[] = [];
    door.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    await openGate(door, facts as Facts, STEWARD, /Mistress/, 'Camera', THEATRE);
    await startScanning(door);
    await expect(door.locator('.verdict .word')).toHaveText('Admitted', { timeout: 30_000 });
    expect(said).toEqual([]);
  } finally {
    await withCamera.close();
  }
});

test('who may not scan is told so', async ({ page, facts }) => {
  const nina = facts.people.find((one) => one.email === 'nina@teatro-nuovo.example');
  await page.goto('/gate');
  await axeClean(page);
  await page.getByLabel('E-mail').fill(nina?.email ?? '');
  await page.getByLabel('Password').fill('not it');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue(nina?.email ?? '');
  await page.getByLabel('Password').fill(nina?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: "This account can't scan" })).toBeVisible();
  await axeClean(page);
});

