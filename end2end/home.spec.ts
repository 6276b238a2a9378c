import { axeClean, expect, test } from './fixtures';

test('the home page opens and can be used by everybody', async ({ page, noConsoleErrors }) => {
  const answer = await page.goto('/');
  expect(answer?.status()).toBe(200);
  await expect(page).toHaveTitle(/\S/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await axeClean(page);
  noConsoleErrors();
});
