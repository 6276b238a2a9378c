import { addToCart, buyer, checkOut, choose, tapSeat } from './buying';
import { axeClean, expect, test, type Person } from './fixtures';
import type { Page } from '@playwright/test';

/** What the club's first ticket type says of itself. */
const RULE = 'Valid for entry until 00:00.';

for (const [mode, javaScriptEnabled] of [['with scripts', true], ['without scripts', false]] as const) {
  test.describe(mode, () => {
    test.use({ javaScriptEnabled });

    test('two seats and a standing ticket are bought and arrive', async ({ page, mailbox, noConsoleErrors }, info) => {
      test.setTimeout(180_000);
      const person = buyer(`${info.project.name}.${javaScriptEnabled ? 'live' : 'plain'}`);
      await choose(page, 'theatre');
      if (javaScriptEnabled) {
        await page.waitForSelector('html[data-live]');
        await tapSeat(page, 0);
        await tapSeat(page, 0);
        await expect(page.locator('#chosen li')).toHaveCount(2);
        await expect(page.locator('#total')).not.toHaveText(/^€0\.00$/);
        await axeClean(page);
      } else {
        const free = page.locator('.seat-list label:has(input:not([disabled]))');
        await free.nth(0).click();
        await free.nth(1).click();
      }
      await addToCart(page);
      await choose(page, 'club');
      await page.locator('.offer-row input').first().fill('1');
      await addToCart(page);
      await expect(page.getByText(RULE)).toBeVisible();
      if (javaScriptEnabled) await axeClean(page);

      // One checkout for each organizer.
      let checkouts = 0;
      let tickets = 0;
      let rules = 0;
      while (checkouts < 3) {
        await page.goto('/cart');
        if (!(await page.getByRole('link', { name: 'Go to checkout' }).count())) break;
        await checkOut(page, person, javaScriptEnabled);
        tickets += await page.locator('.ticket .qr svg').count();
        rules += await page.locator('.ticket').getByText(RULE).count();
        if (javaScriptEnabled) await axeClean(page);
        checkouts += 1;
      }
      expect(tickets).toBe(3);
      expect(rules, 'what its ticket type says of itself stands on the ticket').toBe(1);
      // This device shows what it bought, until it is told to forget.
      await page.goto('/find');
      await expect(page.getByRole('link', { name: /^Show tickets/ })).toHaveCount(checkouts);
      await page.getByRole('link', { name: /^Show tickets/ }).first().click();
      await expect(page.locator('.ticket .qr svg').first()).toBeVisible();
      await page.goto('/find');
      await page.getByRole('button', { name: 'Forget this device' }).click();
      await expect(page.getByText('this device shows no orders any more')).toBeVisible();
      await page.goto('/find');
      await expect(page.getByRole('link', { name: /^Show tickets/ })).toHaveCount(0);
      const mails = await mailbox(person.email, checkouts);
      expect(mails.some((mail) => mail.text?.includes(RULE))).toBe(true);
      expect(mails.some((mail) => mail.attachments.some((file) => file.content_type.includes('pdf')))).toBe(true);
      noConsoleErrors();
    });

    test('what was typed stays, and each mistake is named beside its field', async ({ page }) => {
      await choose(page, 'club');
      await page.locator('.offer-row input').first().fill('1');
      await addToCart(page);
      await page.getByRole('link', { name: 'Go to checkout' }).click();
      await page.getByLabel('Your name').fill('Maria Rossi');
      await page.getByLabel('E-mail').fill('maria@nowhere');
      await page.getByRole('button', { name: 'Continue to review' }).click();
      await expect(page.getByRole('alert')).toContainText('E-mail');
      await expect(page.getByLabel('Your name')).toHaveValue('Maria Rossi');
      await expect(page.getByLabel('E-mail')).toHaveValue('maria@nowhere');
      await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');

      // An address that is only nearly right is asked about; either answer is one press, and all else stays.
      await page.getByLabel('E-mail').fill('maria@gmial.com');
      await page.getByRole('checkbox').last().check();
      await page.getByRole('button', { name: 'Continue to review' }).click();
      await expect(page.getByText('Did you mean maria@gmail.com?')).toBeVisible();
      await expect(page.getByLabel('Your name')).toHaveValue('Maria Rossi');
      await expect(page.getByRole('checkbox').last()).toBeChecked();
      if (javaScriptEnabled) await axeClean(page);
      await page.getByRole('button', { name: 'No, mine is right' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Review and pay' })).toBeVisible();
      await expect(page.getByText('maria@gmial.com')).toBeVisible();
      await page.getByRole('link', { name: 'Change', exact: true }).click();
      await page.getByLabel('E-mail').fill('maria@gmail.con');
      await page.getByRole('button', { name: 'Continue to review' }).click();
      await page.getByRole('button', { name: 'Yes, use it' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Review and pay' })).toBeVisible();
      await expect(page.getByText('maria@gmail.com')).toBeVisible();
    });

    test('more time is given where one is, and another language keeps what was typed', async ({ page }) => {
      await choose(page, 'club');
      await page.locator('.offer-row input').first().fill('1');
      await addToCart(page);
      await page.getByRole('link', { name: 'Go to checkout' }).click();
      await page.getByLabel('Your name').fill('Maria Rossi');
      await page.getByLabel('E-mail').fill('maria@example.org');
      await page.getByRole('checkbox').last().check();
      await page.getByRole('button', { name: 'I need more time' }).click();
      await expect(page).toHaveURL(/\/checkout\?cart=/);
      await expect(page.getByText('Your places are kept longer.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'I need more time' })).toHaveCount(0);
      await expect(page.getByLabel('Your name')).toHaveValue('Maria Rossi');
      await expect(page.getByRole('checkbox').last()).toBeChecked();
      await page.getByLabel('Your name').fill('Maria Bianchi');
      await page.getByRole('button', { name: 'Italiano' }).click();
      await expect(page.getByLabel('Il tuo nome')).toHaveValue('Maria Bianchi');
      await expect(page.getByLabel('E-mail')).toHaveValue('maria@example.org');
      await page.getByRole('button', { name: 'English' }).click();
      await expect(page.getByLabel('Your name')).toHaveValue('Maria Bianchi');
    });

    test('Enter goes on to the review, past the button for more time', async ({ page }) => {
      await choose(page, 'club');
      await page.locator('.offer-row input').first().fill('1');
      await addToCart(page);
      await page.getByRole('link', { name: 'Go to checkout' }).click();
      await page.getByLabel('Your name').fill('Maria Rossi');
      await page.getByLabel('Your name').press('Enter');
      await expect(page.getByRole('alert')).toContainText('E-mail');
      await expect(page.getByRole('button', { name: 'I need more time' })).toBeVisible();
    });

    test('a discount code is typed, corrected, used and taken out again', async ({ page }) => {
      await choose(page, 'family');
      await page.locator('.offer-row input').first().fill('2');
      await addToCart(page);
      await page.getByText('Have a discount code?').click();
      await page.getByLabel('Discount code').fill('freinds');
      await page.getByRole('button', { name: 'Use it' }).click();
      await expect(page.getByText('There is no such code here.')).toBeVisible();
      await expect(page.getByLabel('Discount code')).toHaveValue('freinds');
      await page.getByLabel('Discount code').fill(' frie nds');
      await page.getByRole('button', { name: 'Use it' }).click();
      await expect(page.getByText('Your code is in use.')).toBeVisible();
      await expect(page.getByText(/10% for friends of the house: .?€1\.60/)).toBeVisible();
      await expect(page.getByText('€15.40').first()).toBeVisible();
      if (javaScriptEnabled) await axeClean(page);
      await page.getByRole('button', { name: 'Take out the code FRIENDS' }).click();
      await expect(page.getByText('The code was taken out.')).toBeVisible();
      await expect(page.getByText('€17.00').first()).toBeVisible();
    });

    test('a line is removed, and Back does not bring it back to the cart', async ({ page }) => {
      await choose(page, 'club');
      await page.locator('.offer-row input').first().fill('2');
      await addToCart(page);
      await page.getByRole('button', { name: /^One less/ }).click();
      await expect(page.getByText('One ticket less.')).toBeVisible();
      await expect(page.getByRole('button', { name: /^One less/ })).toHaveCount(0);
      await page.getByRole('button', { name: /^Remove/ }).click();
      await expect(page.getByText('Your cart is empty')).toBeVisible();
      await page.goto('/checkout');
      await expect(page.getByText('Nothing left to pay here')).toBeVisible();
      await expect(page.getByText('Your cart is empty.')).toBeVisible();
      await expect(page.getByText('The time ran out')).toHaveCount(0);
    });

    test('the best seats side by side are kept by one button', async ({ page }) => {
      await choose(page, 'theatre');
      await page.getByLabel('How many').fill('2');
      await page.getByRole('button', { name: 'Choose them for me' }).click();
      await expect(page).toHaveURL(/\/cart$/);
      await expect(page.locator('.lines > li')).toHaveCount(2);
      for (const button of await page.getByRole('button', { name: /^Remove/ }).all()) await button.isVisible();
    });
  });
}

test('a choice is answered at its button, and nothing chosen is lost', async ({ page, context }, info) => {
  test.skip(info.project.name === 'phone', 'the same at every size');
  await choose(page, 'club');
  await page.waitForSelector('html[data-live]');
  const [add, says] = [page.getByRole('button', { name: 'Add to cart' }), page.locator('#picker-says')];
  const input = page.locator('.offer-row input').first();
  const address = page.url();
  await add.click();
  await expect(says).toHaveText('Choose at least one ticket first.');
  await input.fill('99');
  await add.click();
  await expect(says).toContainText(/^At most \d+/);
  await expect(input).toHaveValue('99');
  await input.fill('2');
  await context.setOffline(true);
  await add.click();
  await expect(says).toContainText('There is no network right now');
  await expect(input).toHaveValue('2');
  await context.setOffline(false);
  await addToCart(page);
  await page.goto(address);
  await expect(page.getByRole('link', { name: '2 are in your cart already.' })).toBeVisible();
});

test('without scripts, too many are refused in our words and stay as typed', async ({ browser, baseURL }, info) => {
  test.skip(info.project.name === 'phone', 'the same at every size');
  const plain = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: 'en-GB' });
  const page = await plain.newPage();
  await choose(page, 'club');
  await page.locator('.offer-row input').first().fill('99');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByRole('alert')).toContainText(/At most \d+ tickets per order\./);
  await expect(page.locator('.offer-row input').first()).toHaveValue('99');
  await plain.close();
});

test('details are checked when they are left, and errors go when they are mended', async ({ page }, info) => {
  test.skip(info.project.name === 'phone', 'the same at every size');
  await choose(page, 'club');
  await page.locator('.offer-row input').first().fill('1');
  await addToCart(page);
  await page.clock.install();
  await page.getByRole('link', { name: 'Go to checkout' }).click();
  await page.waitForSelector('html[data-live]');
  await expect(page.getByRole('heading', { level: 2, name: 'Your order' })).toBeVisible();
  const email = page.getByLabel('E-mail');
  await email.fill('maria@nowhere');
  await email.press('Tab');
  await expect(page.locator('#field-email-error')).toBeVisible();
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await email.fill('maria@example.org');
  await expect(page.locator('#field-email-error')).toHaveCount(0);
  await expect(email).not.toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('[data-time-over]')).toBeHidden();
  await page.clock.fastForward('30:00');
  await expect(page.locator('[data-time-over]')).toBeVisible();
});

test('who pays late is not asked to pay twice, and who sells is named before', async ({ page }, info) => {
  test.skip(info.project.name === 'phone', 'the same at every size');
  const person = buyer('slow');
  await choose(page, 'club');
  await page.locator('.offer-row input').first().fill('1');
  await addToCart(page);
  await page.getByRole('link', { name: 'Go to checkout' }).click();
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByRole('checkbox').last().check();
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await expect(page.locator('.seller')).toContainText(/You buy from .+@/);
  await expect(page.locator('.seller')).toContainText('no right to withdraw');
  await page.getByRole('button', { name: /^Pay / }).click();
  const toBank = page.getByRole('link', { name: 'Go to the payment page' });
  const late = page.locator('button[name="choice"][value="late"]');
  await expect(toBank.or(late).first()).toBeVisible({ timeout: 20_000 });
  if (await toBank.count()) await toBank.click();
  await page.locator('#minutes').fill('30');
  await late.click();
  await expect(page.getByText('The bank has not answered yet.')).toBeVisible();
  await expect(toBank).toBeHidden();
  await page.getByText('I have not paid', { exact: true }).click();
  await expect(toBank).toBeVisible();
  await page.getByText('Cancel the order', { exact: true }).click();
  await page.getByRole('button', { name: 'Yes, cancel it' }).click();
});

test('nothing moves when the islands wake, and a phone sees seats at once', async ({ page }, info) => {
  // The islands' code comes when it is let.
  let [wake, woken] = [() => {}, Promise.resolve()];
  await page.route(/\.wasm$/, async (route) => {
    await woken;
    await route.continue();
  });
  const boxes = () =>
    page.locator('.offer-row, .stepper > .input, .hall .seat-map, .pick-summary .button, #best').evaluateAll((all) =>
      all.map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return [one.className, x, y, width, height].join(' ');
      }),
    );
  for (const kind of ['club', 'theatre']) {
    woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await choose(page, kind);
    await page.evaluate(() => document.fonts.ready);
    const before = await boxes();
    wake();
    await page.waitForSelector('html[data-live]');
    expect(await boxes(), kind).toEqual(before);
  }
  if (info.project.name !== 'phone') return;
  const bar = await page.locator('.pick-summary').boundingBox();
  const seats = await page.locator('.hall g.seat').evaluateAll((all) => all.map((seat) => seat.getBoundingClientRect().bottom));
  expect(Math.min(...seats), 'the first row stands above the bar').toBeLessThan(bar?.y ?? 0);
});

test('whoever reads from another zone is told which clock is meant', async ({ browser, baseURL }, info) => {
  test.skip(info.project.name === 'phone', 'the same at every size');
  for (const [timezoneId, told] of [['America/New_York', 1], ['Europe/Rome', 0]] as const) {
    const reader = await browser.newContext({ baseURL, timezoneId, locale: 'en-GB' });
    const page = await reader.newPage();
    await page.goto('/events/la-locandiera');
    await expect(page.getByText(/Central European/)).toHaveCount(told);
    await reader.close();
  }
});

test('a seat that someone else takes is gone from the map by itself', async ({ page, browser, baseURL }) => {
  await choose(page, 'theatre');
  await page.waitForSelector('html[data-live]');
  const seat = page.locator('.hall g.seat.free').nth(4);
  const id = await seat.getAttribute('data-seat');
  await tapSeat(page, 4);
  const other = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const faster = await other.newPage();
  await faster.goto(page.url());
  await faster.locator(`label:has([id="${id}"])`).click();
  await faster.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.locator('#picker-says')).toContainText('was just taken', { timeout: 4_000 });
  await expect(page.locator('#chosen li')).toHaveCount(0);
  await expect(page.locator(`[data-seat="${id}"]`)).toHaveClass(/held/);
  await faster.getByRole('button', { name: /^Remove/ }).click();
  await expect(page.locator(`[data-seat="${id}"]`)).toHaveClass(/free/, { timeout: 4_000 });
  await other.close();
});

test('the signs of the hall are explained, and one seat too many is refused aloud', async ({ page }) => {
  await choose(page, 'theatre');
  await page.waitForSelector('html[data-live]');
  await expect(page.getByText(/^At most \d+ tickets per order$/)).toBeVisible();
  const kinds = page.locator('.hall g.seat:has(.mark)');
  if (await kinds.count()) {
    await expect(page.locator('.legend')).toContainText(/restricted view|wheelchair space|companion seat/);
  }
  const max = Number(await page.locator('#picker-data').getAttribute('data-max'));
  // By the boxes that the map ticks: where each seat is drawn doesn't matter here.
  const tick = (count: number) =>
    page.evaluate((count) => {
      const free = document.querySelectorAll<HTMLInputElement>('.seat-list input:not(:disabled):not(:checked)');
      [...free].slice(0, count).forEach((seat) => seat.click());
    }, count);
  await tick(max);
  await expect(page.locator('#chosen li')).toHaveCount(max);
  await expect(page.locator('#chosen-count')).toHaveText(`${max} seats chosen`);
  await expect(page.locator('#chosen li').first()).toContainText(/ · Row .+, seat .+ · /);
  await tick(1);
  await expect(page.locator('#picker-says')).toContainText(`At most ${max} tickets per order`);
  await expect(page.locator('#picker-says')).toBeVisible();
  await expect(page.locator('#chosen li')).toHaveCount(max);
  await axeClean(page);
});

test('a stand says what it costs and what is left, and each seat where it is', async ({ page }) => {
  await choose(page, 'sport');
  await page.waitForSelector('html[data-live]');
  await expect(page.locator('.legend')).toContainText('East stand €5.50 · €23.00');
  const stand = page.locator('.hall .stand', { hasText: 'East stand' });
  await stand.click();
  await expect(page.locator('#picker-says')).toContainText(/^East stand: .*€23\.00.*€5\.50\. \d+ places left\.$/);
  await expect(page).toHaveURL(/#stand-/);
  await expect(page.locator('.offer-row:target')).toContainText('East stand');
  const seat = page.locator('.hall g.seat.free').first();
  const id = (await seat.getAttribute('data-seat')) ?? '';
  await expect(seat).toHaveAttribute('aria-label', /^Main stand, Row .+, seat .+, available$/);
  await tapSeat(page, 0);
  await expect(page.locator(`.hall [data-seat="${id}"]`)).toHaveAttribute('aria-label', /chosen by you$/);
  await axeClean(page);
});

test('a stand says what is left at the tap, not when the page was opened', async ({ page, browser, baseURL }, info) => {
  test.skip(info.project.name === 'phone', 'the same at every size');
  await choose(page, 'sport');
  await page.waitForSelector('html[data-live]');
  const stand = page.locator('.hall .stand', { hasText: 'East stand' });
  const left = async () => {
    await stand.click();
    return Number(/(\d+) places left\.$/.exec((await page.locator('#picker-says').textContent()) ?? '')?.[1]);
  };
  const before = await left();
  expect(before).toBeGreaterThan(0);
  const other = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const faster = await other.newPage();
  await faster.goto(page.url());
  await faster.locator('.offer-row', { hasText: 'East stand' }).first().locator('input').fill('2');
  await faster.getByRole('button', { name: 'Add to cart' }).click();
  await expect(faster).toHaveURL(/\/cart$/);
  await expect.poll(left).toBeLessThan(before);
  await expect(stand).toHaveAttribute('aria-label', new RegExp(`: .*\\. ${await left()} places left\\.$`));
  await faster.getByRole('button', { name: /^Remove/ }).click();
  await other.close();
});

/** A hall with more seats than one page shows, and an event in it; the address of its only date in the shop. */
async function largeHall(page: Page, owner?: Person): Promise<string> {
  const title = `A night in a large hall ${Date.now()}`;
  const field = (name: string) => page.locator(`main [name="form[${name}]"]`).first();
  await page.goto('/organizer');
  await page.getByLabel('E-mail address').fill(owner?.email ?? '');
  await page.getByLabel('Password').fill(owner?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto('/organizer/choose');
  await page.getByRole('button', { name: /Teatro Nuovo/ }).click();
  await page.goto('/organizer/venues/new');
  await field('name').fill(title);
  await field('city').fill('Livorno');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('link', { name: 'Draw a seat map' }).click();
  await field('name').fill('Large');
  await field('zones][0][name_en').fill('Stalls');
  await field('zones][0][rows').fill('20');
  await field('zones][0][seats_per_row').fill('80');
  await page.locator('details:has([name="form[zones][0][wheelchairs]"]) > summary').click();
  await field('zones][0][wheelchairs').fill('2');
  await page.getByRole('button', { name: 'Draw it' }).click();
  await expect(page.getByText('Rename or delete')).toBeVisible();

  await page.goto('/organizer/events/new');
  await field('title').fill(title);
  await field('starts_at][date').fill(new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10));
  await field('starts_at][time').fill('20:30');
  await field('category').selectOption('other');
  const map = field('place').locator('option[value*="|"]', { hasText: title });
  await field('place').selectOption((await map.getAttribute('value')) ?? '');
  await field('price').fill('12');
  await page.getByRole('button', { name: 'Create and put on sale' }).click();
  await expect(page.getByText('The event is on sale.')).toBeVisible();
  await page.goto(`/?q=${encodeURIComponent(title)}`);
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('link', { name: 'Get tickets' }).click();
  await expect(page.locator('form.picker')).toBeVisible();
  return page.url();
}

test('a hall shown in parts answers at its button, and keeps a wheelchair space with its companion alone', async ({ page, context, facts }, info) => {
  test.skip(info.project.name === 'phone', 'the same at every size');
  test.setTimeout(120_000);
  await page.goto(await largeHall(page, facts.people.find((one) => one.email === 'giulia@teatro-nuovo.example')));
  await page.waitForSelector('html[data-live]');
  await expect(page.getByRole('heading', { name: 'Choose a part of the hall' })).toBeVisible();
  const [best, says] = [page.getByRole('button', { name: 'Choose them for me' }), page.locator('#picker-says')];
  const count = page.getByLabel('How many');
  await count.fill('');
  await best.click();
  await expect(says).toHaveText('Choose at least one ticket first.');
  await count.fill('99');
  await best.click();
  await expect(says).toContainText(/^At most \d+/);
  await expect(says).toBeVisible();
  await count.fill('2');
  await context.setOffline(true);
  await best.click();
  await expect(says).toContainText('There is no network right now');
  await context.setOffline(false);
  await count.fill('0');
  await page.getByLabel('Wheelchair spaces').fill('1');
  await page.getByLabel('Companions beside them').fill('1');
  await best.click();
  await expect(page).toHaveURL(/\/cart$/);
  await expect(page.locator('.lines > li')).toHaveCount(2);
  await expect(page.locator('.lines > li', { hasText: 'wheelchair space' })).toHaveCount(1);
});

test.describe('without scripts, at one size', () => {
  test.use({ javaScriptEnabled: false });

  test("a companion's seat by itself is asked about, and kept by whoever wants it", async ({ page }, info) => {
    test.skip(info.project.name === 'phone', 'the same form at every size');
    await choose(page, 'theatre');
    const label = page.locator('.seat-list label:has(input:not([disabled]))', { hasText: 'companion seat' }).first();
    await label.click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await expect(page.getByText('A companion seat without a wheelchair space')).toBeVisible();
    await expect(label.locator('input')).toBeChecked();
    await page.getByRole('button', { name: 'Keep these seats' }).click();
    await expect(page).toHaveURL(/\/cart$/);
    await expect(page.locator('.lines > li')).toContainText('companion seat');
  });
});

test('where an event is shared it has a card, and machines read its hours and prices', async ({ page }, info) => {
  test.skip(info.project.name === 'phone', 'the same for every size');
  await page.goto('/events/la-locandiera');
  const told = (property: string) => page.locator(`meta[property="${property}"]`).getAttribute('content');
  expect(await told('og:image:alt')).toContain('Mistress');
  const image = new URL((await told('og:image')) ?? '');
  const answer = await page.request.get(image.pathname + image.search);
  expect(answer.headers()['content-type']).toBe('image/png');
  const bytes = await answer.body();
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
  expect([await told('og:image:width'), await told('og:image:height')]).toEqual(['1200', '630']);
  const data = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? '{}');
  const graph = data['@graph'] as Record<string, unknown>[];
  const date = graph.find((one) => one['@type'] === 'Event');
  expect(date?.startDate).toMatch(/T\d\d:\d\d:00\+0[12]:00$/);
  expect(date?.offers).toMatchObject({ '@type': 'AggregateOffer', priceCurrency: 'EUR' });
  expect(graph.find((one) => one['@type'] === 'BreadcrumbList')?.itemListElement).toHaveLength(3);
  expect((await page.request.get('/cards/en/no-such-event.png')).status()).toBe(404);
});

test('seats in the cart are not shown as gone', async ({ page }) => {
  await choose(page, 'theatre');
  const address = page.url();
  await page.getByLabel('How many').fill('2');
  await page.getByRole('button', { name: 'Choose them for me' }).click();
  await expect(page).toHaveURL(/\/cart$/);
  await page.goto(`${address}#seat-list`);
  await expect(page.locator('.seat-list label.mine')).toHaveCount(2);
  await expect(page.locator('.seat-list label.mine').first()).toContainText('in your cart');
});

test('the map is worked by keyboard', async ({ page }, info) => {
  test.skip(info.project.name === 'phone', 'a phone has no arrow keys');
  await choose(page, 'theatre');
  await page.waitForSelector('html[data-live]');
  await page.locator('.hall g.seat[tabindex="0"]').focus();
  // Arrows stop at taken seats too, so that the hall can be read; the next free one may be some seats away.
  const stopped = page.locator('.hall g.seat:focus');
  await page.keyboard.press('ArrowRight');
  while (!/\bfree\b/.test((await stopped.getAttribute('class')) ?? '')) {
    const before = await stopped.getAttribute('data-seat');
    await page.keyboard.press('ArrowRight');
    if ((await stopped.getAttribute('data-seat')) === before) await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Space');
  await expect(page.locator('#chosen li')).toHaveCount(1);
  await page.keyboard.press('Space');
  await expect(page.locator('#chosen li')).toHaveCount(0);
});

test('a slip in a search is mended, and a kind is found by its name', async ({ page }) => {
  await page.goto('/?q=travaita');
  await expect(page.getByText('Did you mean')).toBeVisible();
  await page.getByRole('link', { name: 'traviata', exact: true }).click();
  await expect(page).toHaveURL(/\?q=traviata$/);
  await expect(page.getByRole('link', { name: 'La Traviata' })).toBeVisible();
  await page.goto('/?q=lirica');
  await expect(page.getByRole('link', { name: 'La Traviata' })).toBeVisible();
});

test('pages that lead nowhere say so, with the right status', async ({ page }) => {
  for (const path of ['/events/no-such-event', '/orders/nonsense', '/no/such/page', '/events/x/prf_nonsense']) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  }
});

