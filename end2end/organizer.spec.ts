import type { Page } from '@playwright/test';
import { addToCart, buyer, checkOut, choose } from './buying';
import { axeClean, expect, test } from './fixtures';

/** What everybody of the demo signs in with. */
const PASSWORD = 'tessera-demo';
const OWNER = 'giulia@teatro-nuovo.example';
const BOX_OFFICE = 'marco@teatro-nuovo.example';
const STEWARD = 'sara@teatro-nuovo.example';
const VIEWER = 'nina@teatro-nuovo.example';

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto('/organizer');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Works for the theatre, whoever else they work for. */
async function workForTheTheatre(page: Page): Promise<void> {
  await page.goto('/organizer/choose');
  await page.getByRole('button', { name: /Teatro Nuovo/ }).click();
  await expect(page).toHaveURL(/\/organizer$/);
}

/** Fills a day, some days from now, and a time in 24 hours. */
async function fillMoment(page: Page, name: string, daysAhead: number, time: string): Promise<void> {
  const moment = page.getByRole('group', { name });
  await moment.getByLabel('Day').fill(new Date(Date.now() + daysAhead * 86_400_000).toISOString().slice(0, 10));
  await moment.getByLabel('Time').fill(time);
}

/** A day far off, on which no other journey or run has anything in the same hall. */
function ownDay(): number {
  return 200 + Math.floor(Math.random() * 2_000);
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a wrong password is said and the address stays', async ({ page }) => {
    await signIn(page, 'nobody@example.org', 'wrong');
    await expect(page.getByRole('alert')).toContainText('not right');
    await expect(page.getByLabel('E-mail address')).toHaveValue('nobody@example.org');
    await expect(page.getByLabel('Password')).toHaveValue('');
  });

  test('a page that needs a person leads to the sign-in form and back', async ({ page }) => {
    await page.goto('/organizer/orders?q=rossi');
    await expect(page).toHaveURL(/\/organizer\?next=/);
    await page.getByLabel('E-mail address').fill(OWNER);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(/\/organizer\/orders\?q=rossi/);
  });

  test('an event is made, mended where it is wrong, seen as a buyer and put on sale', async ({ page }) => {
    const title = `An evening of tests ${Date.now()}`;
    await signIn(page, OWNER);
    await workForTheTheatre(page);
    await page.getByRole('link', { name: 'New event' }).click();
    await page.getByLabel('Title', { exact: true }).fill(title);
    await fillMoment(page, 'Begins', ownDay(), '8:30 in the evening');
    await page.getByLabel('Venue and seat map').selectOption({ label: 'Ridotto del Teatro Nuovo, Livorno: without numbered seats' });
    await page.getByLabel('Capacity').fill('many');
    await page.getByRole('textbox', { name: 'Price', exact: true }).first().fill('1.000');
    await page.getByRole('button', { name: 'Create and preview' }).click();

    await expect(page.getByRole('heading', { name: 'Please check these' })).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('Is this €1,000.00 or €1.00?');
    await page.getByRole('textbox', { name: 'Price', exact: true }).first().fill('12,50');
    await expect(page.getByRole('group', { name: 'Begins' }).getByLabel('Time')).toHaveValue('8:30 in the evening');
    await fillMoment(page, 'Begins', ownDay(), '20.30');
    await expect(page.getByLabel('Title', { exact: true })).toHaveValue(title);
    await expect(page.getByLabel('Capacity')).toHaveValue('many');
    await expect(page.getByLabel('Capacity')).toHaveAttribute('aria-invalid', 'true');
    await page.getByLabel('Capacity').fill('80');
    await page.getByLabel('Tax rate').fill('10');
    await page.getByLabel('Fee per ticket').fill('1');
    await page.getByRole('button', { name: 'Create and preview' }).click();

    await expect(page).toHaveURL(/\/preview/);
    await expect(page.getByText('€13.50').first()).toBeVisible();
    await page.getByRole('link', { name: 'Put on sale' }).click();
    await page.getByRole('button', { name: 'Put on sale now' }).click();
    await expect(page.getByText('The event is on sale.')).toBeVisible();
    const event = page.url().replace(/\?.*/, '');
    await page.goto(`/?q=${encodeURIComponent(title)}`);
    await expect(page.getByRole('link', { name: title })).toBeVisible();

    // In the shop it costs less until a day that is to come; a price for nothing is none.
    await page.goto(`${event}/tickets`);
    await page.getByRole('link', { name: /^Other prices/ }).click();
    await page.getByRole('textbox', { name: 'Price', exact: true }).fill('9');
    await page.getByRole('button', { name: 'Add a price' }).click();
    await expect(page.getByRole('heading', { name: 'Please check these' })).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Price', exact: true })).toHaveValue('9');
    await page.getByLabel('Where it is sold').selectOption({ label: 'Online shop' });
    await fillMoment(page, 'Until', 30, '18.00');
    await page.getByRole('button', { name: 'Add a price' }).click();
    await expect(page.getByText('The price is added.')).toBeVisible();
    await expect(page.getByRole('row', { name: /Online shop · until/ })).toContainText('€10.00');
    await page.goto(`/?q=${encodeURIComponent(title)}`);
    await expect(page.getByText('€10.00').first()).toBeVisible();
    await page.goBack();
    await page.getByRole('button', { name: /^Remove/ }).click();
    await expect(page.getByText('The price is removed.')).toBeVisible();

    // Opened twice: who saves second is told, and what was typed stays.
    const other = await page.context().newPage();
    await page.goto(`${event}/details`);
    await other.goto(`${event}/details`);
    await other.getByLabel('From which age').fill('6');
    await other.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(other.getByText('Saved.')).toBeVisible();
    await other.close();
    await page.getByLabel('Title (English)').fill(`${title} again`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('Someone changed this meanwhile');
    await expect(page.getByLabel('Title (English)')).toHaveValue(`${title} again`);
    const differs = page.getByRole('region', { name: 'What differs' });
    await expect(differs.getByRole('row', { name: 'From which age' })).toContainText('6');
    await expect(differs.getByRole('row', { name: 'Title (English)' })).toContainText(`${title} again`);

    await page.goto(`${event}/publish`);
    await page.getByText('Cancel the event', { exact: true }).click();
    await page.getByRole('button', { name: 'Cancel the event for good' }).click();
    await expect(page.getByRole('heading', { name: 'Please check these' })).toBeInViewport();
    await page.getByLabel('Reason').fill('It was a test');
    await page.getByRole('button', { name: 'Cancel the event for good' }).click();
    await expect(page.getByText('This event is cancelled').first()).toBeVisible();
  });

  test('a discount code is made, limited and switched off', async ({ page }, info) => {
    const code = `Press ${info.project.name} ${Date.now()}`;
    const named = new RegExp(code.replace(/ /g, '').toUpperCase());
    await signIn(page, OWNER);
    await workForTheTheatre(page);
    await page.goto('/organizer/codes');
    await expect(page.getByRole('row', { name: /FRIENDS/ })).toContainText('10% off');
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.getByLabel('Percent off').fill('5');
    await page.getByLabel('or an amount off each ticket').fill('5');
    await page.getByRole('button', { name: 'Add a code' }).click();
    await expect(page.getByRole('alert')).toContainText('Only one of the two');
    await expect(page.getByLabel('Code', { exact: true })).toHaveValue(code);
    await page.getByLabel('Percent off').fill('');
    await page.getByRole('button', { name: 'Add a code' }).click();
    await expect(page.getByText('The code is added.')).toBeVisible();
    const row = page.getByRole('row', { name: named });
    await expect(row).toContainText('€5.00 off');
    await row.getByText('Another limit').click();
    await row.getByLabel('How often it can be used').fill('many');
    await row.getByRole('button', { name: /^Set the limit/ }).click();
    await expect(row.getByLabel('How often it can be used')).toHaveAttribute('aria-invalid', 'true');
    await row.getByLabel('How often it can be used').fill('20');
    await row.getByRole('button', { name: /^Set the limit/ }).click();
    await expect(row).toContainText('0 of 20');
    await row.getByRole('button', { name: /^Switch off/ }).click();
    await expect(page.getByText('The code is switched off. What was')).toBeVisible();
    await expect(row).toContainText('Off');
  });

  test('whatever concerns those who bought is asked about first, and they are told', async ({ page, mailbox }, info) => {
    test.setTimeout(120_000);
    const title = `A concert that moves ${Date.now()}`;
    const maria = buyer(`${info.project.name}.moves`);
    const day = ownDay();
    await signIn(page, OWNER);
    await workForTheTheatre(page);
    await page.goto('/organizer/events/new');
    await page.getByLabel('Title', { exact: true }).fill(title);
    await fillMoment(page, 'Begins', day, '20:30');
    await page.getByLabel('Venue and seat map').selectOption({ label: 'Ridotto del Teatro Nuovo, Livorno: without numbered seats' });
    await page.getByLabel('Capacity').fill('80');
    await page.getByRole('textbox', { name: 'Price', exact: true }).first().fill('12');
    await page.getByRole('button', { name: 'Create and put on sale' }).click();
    await expect(page.getByText('The event is on sale.')).toBeVisible();
    const event = page.url().replace(/\?.*/, '');

    await page.goto(`${event}/publish`);
    await page.getByRole('link', { name: 'Open its page in the shop' }).click();
    await page.getByRole('link', { name: 'Get tickets' }).click();
    await page.locator('.offer-row input').first().fill('1');
    await addToCart(page);
    await checkOut(page, maria, false);
    const order = page.url();

    // Another day: asked about, taken back with all that was typed, then done and told.
    await page.goto(`${event}/dates`);
    await page.getByRole('link', { name: /^Edit/ }).click();
    await fillMoment(page, 'Begins', day + 1, '20:30');
    await page.getByLabel('Name of the date (English)').fill('Gala');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await expect(page.getByText('Move a date that is sold?')).toBeVisible();
    await expect(page.getByText('1 ticket is sold, to 1 buyer.')).toBeVisible();
    await page.getByRole('link', { name: 'No, go back' }).click();
    await expect(page.getByRole('group', { name: 'Begins' }).getByLabel('Time')).toHaveValue('20:30');
    await expect(page.getByLabel('Name of the date (English)')).toHaveValue('Gala');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await expect(page.getByLabel('Write to the buyers')).toBeChecked();
    await page.getByRole('button', { name: 'Yes, move it' }).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    const email = (await mailbox(maria.email, 2)).find((mail) => mail.subject.startsWith('Another date or place'));
    expect(email?.text).toContain('Before: ');
    expect(email?.attachments.some((file) => file.content_type.includes('calendar'))).toBe(true);

    // The same hall at the same hour.
    await page.getByRole('link', { name: 'Add a date' }).click();
    await fillMoment(page, 'Begins', day + 1, '20:30');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Two dates in one hall at one time?')).toBeVisible();
    await expect(page.getByText(`“${title}” is there already`)).toBeVisible();

    await page.goto(`${event}/tickets`);
    await page.getByRole('link', { name: /^Edit/ }).click();
    await page.getByRole('textbox', { name: 'Price', exact: true }).fill('1200');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Buyers pay €12.00 now. It would be €1,200.00.')).toBeVisible();
    await page.goto(`${event}/tickets`);
    await page.getByRole('button', { name: /^Withdraw/ }).click();
    await expect(page.getByText('1 ticket of it is sold.')).toBeVisible();
    await page.getByRole('link', { name: 'No, go back' }).click();
    await expect(page.getByRole('button', { name: /^Withdraw/ })).toBeVisible();

    // It doesn't take place: nobody reads otherwise.
    await page.goto(`${event}/dates`);
    await page.getByText('Cancel this date', { exact: true }).click();
    await page.getByRole('button', { name: /^Cancel it for good/ }).click();
    await expect(page.getByText('The date is cancelled.')).toBeVisible();
    await expect(page.locator('.page-head')).toContainText('Cancelled');
    await page.goto('/organizer');
    await expect(page.locator('tr', { hasText: title })).toContainText('Cancelled');
    await page.goto(order);
    await expect(page.getByRole('heading', { level: 1, name: 'It does not take place' })).toBeVisible();
    await expect(page.locator('.ticket .stub')).toHaveText('Cancelled');
    await expect(page.locator('.ticket .qr')).toHaveCount(0);
    await page.goto('/find');
    await expect(page.locator('.date-row', { hasText: title })).toContainText('It does not take place');
  });

  test('venue, map, till and organizer are named anew, and a venue where nothing is goes', async ({ page }) => {
    await signIn(page, OWNER);
    await workForTheTheatre(page);
    const name = `Cortile ${Date.now()}`;
    await page.goto('/organizer/venues/new');
    await expect(page.getByLabel('Country')).toHaveValue('IT');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Town').fill('Lugano');
    await page.getByLabel('Country').selectOption({ label: 'Switzerland' });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await expect(page.getByLabel('Country')).toHaveValue('CH');
    await page.getByRole('link', { name: 'Draw a seat map' }).click();
    await page.getByLabel('Name of the map').fill('As it was');
    const zone = page.getByRole('group', { name: 'Zone 1' });
    await zone.getByLabel('Name (English)').fill('Stalls');
    await zone.getByLabel('Rows', { exact: true }).fill('2');
    await zone.getByLabel('Seats per row').fill('121');
    await page.getByRole('button', { name: 'Draw it' }).click();
    await expect(page.getByRole('alert')).toContainText('Between 1 and 120 places.');
    await zone.getByLabel('Seats per row').fill('8');
    await page.getByRole('button', { name: 'Draw it' }).click();
    await page.getByText('Rename or delete').click();
    await page.getByLabel('Name of the map').fill(' ');
    await page.getByRole('button', { name: /^Rename/ }).click();
    await expect(page.getByLabel('Name of the map')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name);
    await page.getByLabel('Name of the map').fill('As it is');
    await page.getByRole('button', { name: /^Rename/ }).click();
    await expect(page.getByRole('heading', { name: /As it is/ })).toBeVisible();
    await page.getByText('Delete the venue', { exact: true }).click();
    await page.getByRole('button', { name: `Delete for good ${name}` }).click();
    await expect(page.getByText('The venue is deleted.')).toBeVisible();
    await expect(page.getByRole('link', { name })).toHaveCount(0);
    await page.getByRole('link', { name: 'Ridotto del Teatro Nuovo' }).click();
    await page.getByText('Delete the venue', { exact: true }).click();
    await page.getByRole('button', { name: /^Delete for good Ridotto/ }).click();
    await expect(page.getByText('so it stays')).toBeVisible();

    await page.goto('/organizer/tills');
    await page.getByLabel('Name', { exact: true }).last().fill(name);
    await page.getByRole('button', { name: 'Add a till' }).click();
    const till = page.locator('tbody tr', { hasText: name });
    await till.getByText('Rename', { exact: true }).first().click();
    await till.getByLabel('Name', { exact: true }).fill(`${name} B`);
    await till.getByRole('button', { name: /^Rename/ }).click();
    await expect(page.locator('tbody th', { hasText: `${name} B` })).toBeVisible();

    await page.getByRole('link', { name: 'Settings' }).click();
    const phone = await page.getByLabel('Phone').inputValue();
    await page.getByLabel('Website').fill('javascript:alert(1)');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('Write the address of a page');
    await page.getByLabel('Website').fill('www.teatro-nuovo.example');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await page.goto('/o/teatro-nuovo');
    await expect(page.getByRole('link', { name: phone })).toBeVisible();
    await expect(page.getByRole('link', { name: 'www.teatro-nuovo.example' })).toHaveAttribute('href', 'https://www.teatro-nuovo.example');
    await page.locator('main a[href*="/events/"]').first().click();
    await expect(page.getByRole('heading', { name: 'Organizer', exact: true })).toBeVisible();
    await expect(page.getByRole('link', { name: phone })).toBeVisible();
  });

  test('an order is found, its tickets are sent again, one is refunded after the sum was shown', async ({ page, mailbox }, info) => {
    test.setTimeout(120_000);
    const maria = buyer(`${info.project.name}.found`);
    await choose(page, 'theatre');
    for (const at of [0, 1]) await page.locator('.seat-list label:has(input:not([disabled]))').nth(at).click();
    await addToCart(page);
    await checkOut(page, maria, false);
    const order = page.url();
    await signIn(page, OWNER);
    await workForTheTheatre(page);
    await page.goto('/organizer/orders?state=paid');
    await page.getByRole('searchbox').fill(maria.email);
    await page.getByRole('button', { name: 'Search orders' }).click();
    const number = page.locator('tbody th a').first();
    const name = (await number.textContent())?.trim() ?? '';
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name);

    const to = `again.${Date.now()}@example.org`;
    await page.getByLabel('Send the tickets to').fill('nowhere');
    await page.getByRole('button', { name: 'Send the tickets' }).click();
    await expect(page.getByRole('alert')).toContainText('Send the tickets to');
    await expect(page.getByRole('alert')).toBeInViewport();
    await expect(page.getByLabel('Send the tickets to')).toHaveValue('nowhere');
    await page.getByLabel('Send the tickets to').fill(to);
    await page.getByRole('button', { name: 'Send the tickets' }).click();
    await expect(page.getByText('on their way')).toBeVisible();
    await mailbox(to);
    await expect(page.getByRole('table', { name: 'E-mails' })).toContainText(to);

    // The buyer's address is corrected, and the tickets go there.
    await page.getByRole('link', { name: 'Correct names and address' }).click();
    const right = `right.${Date.now()}@example.org`;
    await page.getByLabel("Buyer's e-mail address").fill('nowhere');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText("Buyer's e-mail address");
    await page.getByLabel("Buyer's e-mail address").fill(right);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Corrected.', { exact: true })).toBeVisible();
    await expect(page.getByText(right).first()).toBeVisible();
    await mailbox(right);
    // Whoever has the mailbox from before has the order's link as well: its page doesn't name the new one.
    const office = page.url();
    await page.goto(order);
    await expect(page.getByText('the address this order has now')).toBeVisible();
    await expect(page.getByText(right)).toHaveCount(0);
    await page.goto(office);

    await page.getByRole('link', { name: 'Refund tickets' }).click();
    await page.getByRole('checkbox', { name: /no\. \d+/ }).first().check();
    await page.getByRole('button', { name: 'See the sum first' }).click();
    await expect(page.getByRole('heading', { name: 'Please check these' })).toBeVisible();
    await expect(page.getByRole('checkbox').first()).toBeChecked();
    await page.getByLabel('Reason').fill('The buyer is ill');
    await page.getByRole('button', { name: 'See the sum first' }).click();
    await expect(page.getByText('To give back')).toBeVisible();
    await page.getByRole('button', { name: /^Refund / }).click();
    await expect(page.getByText('Refunded: the tickets are refused')).toBeVisible();
    await expect(page.getByText('The buyer is ill').first()).toBeVisible();
  });

  test('an announcement to buyers is looked at, tried on oneself, and loses nothing on the way back', async ({ page, mailbox }) => {
    const subject = `The square is closed ${Date.now()}`;
    await signIn(page, OWNER);
    await workForTheTheatre(page);
    await page.locator('tbody th a').first().click();
    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await page.getByLabel('Subject (English)').fill(subject);
    await page.getByRole('button', { name: 'See it first' }).click();
    await expect(page.getByRole('alert')).toContainText('Text (English)');
    await expect(page.getByLabel('Subject (English)')).toHaveValue(subject);
    await page.getByLabel('Text (English)').fill('Please come through the garden.\n\nIt opens at seven.');
    await page.getByRole('button', { name: 'See it first' }).click();
    await expect(page.getByRole('heading', { name: 'This is how it reads' })).toBeVisible();
    await expect(page.getByText(/^It goes to \d+ (person|people)\.$/)).toBeVisible();
    await expect(page.getByRole('button', { name: /^Send to \d+/ })).toBeVisible();
    await page.getByRole('button', { name: /^Send a trial to/ }).click();
    await expect(page.getByText('The trial is on its way to you.')).toBeVisible();
    await expect.poll(async () => (await mailbox(OWNER)).some((mail) => mail.subject === subject)).toBe(true);
    await page.getByRole('link', { name: 'Change it' }).click();
    await expect(page.getByLabel('Subject (English)')).toHaveValue(subject);
    await expect(page.getByLabel('Text (English)')).toHaveValue(/garden[\s\S]*seven/);
  });

  test('each role sees what it may do, and is told calmly what it may not', async ({ page }) => {
    const denied: [string, string[]][] = [
      [VIEWER, ['/organizer/orders', '/organizer/people', '/organizer/tokens', '/organizer/events/new']],
      [STEWARD, ['/organizer/venues', '/organizer/orders', '/organizer/people']],
      [BOX_OFFICE, ['/organizer/people', '/organizer/tokens', '/organizer/events/new']],
    ];
    for (const [email, pages] of denied) {
      await signIn(page, email);
      await workForTheTheatre(page);
      for (const address of pages) {
        const answer = await page.goto(address);
        expect(answer?.status(), `${email} at ${address}`).toBe(403);
        await expect(page.getByRole('heading', { level: 1, name: 'Not for your role' })).toBeVisible();
        const rail = page.locator('.admin-rail');
        await expect(rail.locator(`a[href="${address}"]`)).toHaveCount(0);
      }
      await page.getByRole('button', { name: /Sign out/ }).click();
      await expect(page.getByText('You are signed out.')).toBeVisible();
    }
  });

  test('nobody takes a table along without the right to', async ({ page, request }) => {
    await signIn(page, VIEWER);
    const answer = await page.goto('/organizer/export/orders.csv');
    expect(answer?.status()).toBe(403);
    const visitor = await request.get('/organizer/export/orders.csv', { maxRedirects: 0 });
    expect(visitor.status()).toBe(303);
  });

  test('a table is written as the spreadsheet of the language reads it', async ({ page }) => {
    await signIn(page, OWNER);
    await workForTheTheatre(page);
    const table = async (file: string, language: string) => {
      const answer = await page.request.get(`/organizer/export/${file}`, { headers: { 'accept-language': language } });
      expect(answer.status()).toBe(200);
      return answer;
    };
    const english = (await (await table('orders.csv', 'en')).text()).split('\r\n');
    expect(english[0]).toContain('Order,State,Sold through,Ordered');
    expect(english[1]).toMatch(/,\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2},/);
    const italian = (await (await table('orders.csv', 'it')).text()).split('\r\n');
    expect(italian[0]).toContain('Ordine;Stato;Venduto tramite;Ordinato');
    expect(italian[1]).toMatch(/;\d{2}\/\d{2}\/\d{4} \d{2}:\d{2};.*;\d+,\d{2};/);
    const workbook = await table('tickets.xlsx', 'it');
    expect(workbook.headers()['content-type']).toContain('spreadsheetml');
    expect((await workbook.body()).subarray(0, 2).toString()).toBe('PK');
    await page.goto('/organizer/orders');
    await expect(page.getByRole('link', { name: 'Orders, Excel' })).toBeVisible();
  });
});

test('figures have room for their words, and a question in the place of a form can be used by everybody', async ({ page, noConsoleErrors }) => {
  await signIn(page, OWNER);
  await workForTheTheatre(page);
  const event = await page.locator('tbody th a').first().getAttribute('href');
  for (const address of [`${event}`, `${event}/scans`]) {
    await page.goto(address);
    for (const figure of await page.locator('.stats > *').all()) {
      const box = await figure.boundingBox();
      expect(box?.width, `a figure on ${address} has room for its words`).toBeGreaterThan(100);
    }
  }
  // The hall of the last date is taken at its hour.
  await page.goto(`${event}/dates`);
  await page.getByRole('link', { name: /^Edit/ }).last().click();
  const begins = page.getByRole('group', { name: 'Begins' });
  const [day, time] = [await begins.getByLabel('Day').inputValue(), await begins.getByLabel('Time').inputValue()];
  const place = await page.getByLabel('Venue and seat map').inputValue();
  await page.goto(`${event}/dates/new`);
  await begins.getByLabel('Day').fill(day);
  await begins.getByLabel('Time').fill(time);
  await page.getByLabel('Venue and seat map').selectOption(place);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Two dates in one hall at one time?')).toBeVisible();
  await axeClean(page);
  noConsoleErrors();
});

test('a token is shown once', async ({ page }) => {
  await signIn(page, OWNER);
  await workForTheTheatre(page);
  await page.goto('/organizer/tokens');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await expect(page.getByRole('heading', { name: 'Please check these' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Journey');
  await page.getByLabel('Read events and sales').check();
  await page.getByRole('button', { name: 'Make a token' }).click();
  await expect(page.locator('.token')).toContainText('tsr_');
  await page.reload();
  await expect(page.locator('.token')).toHaveCount(0);
});
