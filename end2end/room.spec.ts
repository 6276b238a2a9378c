import { axeClean, expect, test } from './fixtures';

/** The event of the demo with an on-sale morning to come, and a waiting room an hour before it. */
const SLUG = 'alma-mistral-molo';

test('the event says when the waiting room opens, and the draw is announced with its fingerprint', async ({
  page,
  noConsoleErrors,
}) => {
  await page.goto(`/events/${SLUG}`);
  await expect(page.getByText(/^The waiting room opens on /)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Get tickets' })).toHaveCount(0);
  await axeClean(page);
  await page.getByRole('link', { name: 'How the places are drawn' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The draw' })).toBeVisible();
  await expect(page.locator('#seed-hash')).toHaveText(/^[0-9a-f]{64}$/);
  await expect(page.getByText('Published when the places are drawn')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Download all entries/ })).toHaveCount(0);
  await axeClean(page);
  noConsoleErrors();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the page of the room reads the same', async ({ page }) => {
    await page.goto(`/wait/${SLUG}`);
    await expect(page.getByText(/^The waiting room opens on /)).toBeVisible();
    await expect(page.getByRole('link', { name: 'How the places are drawn' })).toBeVisible();
  });
});

test('who waits gets a place by lot, and is let in', async ({ page, context, browser, facts, request }, info) => {
  // It moves the clock to the on-sale morning and back, and a draw is once: one size is enough.
  test.skip(info.project.name !== 'desktop');
  test.setTimeout(180_000);
  const clock = `${facts.backstage}/api/clock`;
  const { id: event } = await (await request.get(`/api/v1/events/${SLUG}`)).json();
  const draw = async () => (await request.get(`/api/v1/rooms/${event}/draw`)).json();
  const { draw_at } = await draw();
  const at = (minutes: number) => new Date(Date.parse(draw_at) + minutes * 60_000).toISOString();
  try {
    expect((await request.post(clock, { data: { to: at(-20) } })).ok()).toBe(true);
    await page.goto(`/events/${SLUG}`);
    await page.getByRole('button', { name: 'Take a place in the waiting room' }).click();
    await expect(page).toHaveURL(new RegExp(`/wait/${SLUG}$`));
    await expect(page.getByRole('heading', { level: 2, name: /waiting for the draw/ })).toBeVisible();
    const entry = await page.getByText(/^Your entry in the draw/).textContent();
    await axeClean(page);
    // A second tab and a reload are the same person with the same place.
    const tab = await context.newPage();
    await tab.goto(`/wait/${SLUG}`);
    expect(await tab.getByText(/^Your entry in the draw/).textContent()).toBe(entry);
    await tab.close();
    await page.reload();
    expect(await page.getByText(/^Your entry in the draw/).textContent()).toBe(entry);

    expect((await request.post(clock, { data: { to: at(1) } })).ok()).toBe(true);
    await expect(async () => {
      await page.goto(`/wait/${SLUG}`);
      await expect(page.getByRole('heading', { level: 2, name: "It's your turn" })).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 60_000 });
    await axeClean(page);
    const drawn = await draw();
    expect(drawn.seed).toMatch(/^[0-9a-f]{64}$/);
    const list = await (await request.get(`/api/v1/rooms/${event}/draw/entries.csv`)).text();
    expect(list).toContain(entry?.split(': ')[1] ?? 'an entry');

    await page.getByRole('link', { name: 'Choose tickets' }).click();
    await page.getByRole('link', { name: 'Get tickets' }).click();
    await page.locator('.offer-row input').first().fill('1');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await expect(page).toHaveURL(/\/cart$/);

    // Someone without a pass is led into the room.
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(`/events/${SLUG}`);
    await expect(stranger.getByRole('button', { name: 'Take a place in the waiting room' })).toBeVisible();
    await stranger.context().close();

    await page.goto(`/wait/${SLUG}`);
    await page.getByRole('button', { name: /^I'm done/ }).click();
    await expect(page).toHaveURL(new RegExp(`/events/${SLUG}$`));
    await expect(page.getByRole('button', { name: 'Take a place in the waiting room' })).toBeVisible();
  } finally {
    await request.post(clock, { data: {} });
  }
});
