import { axeClean, expect, test } from './fixtures';

test('behind the scenes: every page of the demo can be used by everybody', async ({ page, facts, noConsoleErrors }) => {
  test.setTimeout(120_000);
  // An e-mail and a payment to look at.
  await page.goto('/find');
  await page.getByLabel('E-mail').fill('nobody@example.org');
  await page.getByRole('button', { name: /Send|Find/ }).first().click();
  await page.goto('/backstage');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const links = await page.locator('main a[href^="/backstage"], nav a[href^="/backstage"]').evaluateAll((all) =>
    all.map((one) => (one as HTMLAnchorElement).pathname),
  );
  const pages = new Set(['/backstage', ...links]);
  expect(pages.size).toBeGreaterThan(3);
  for (const address of pages) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(200);
    await axeClean(page);
  }
  expect(facts.people.length).toBeGreaterThan(3);
  noConsoleErrors();
});
