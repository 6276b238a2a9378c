// What a first visit of a page weighs over the wire: one line of JSON per answer, as Chromium counted it.
// Called by `cargo xtask bench web`.

import { chromium } from 'playwright-core';

const address = process.argv[2];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, locale: 'en-GB' });
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const names = new Map();
  const seen = [];
  network.on('Network.requestWillBeSent', ({ requestId, request }) => names.set(requestId, request.url));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    seen.push({ address: names.get(requestId), bytes: Math.round(encodedDataLength) });
  });
  // A live page keeps one connection open for news, so the network is never quite idle; scripts say when they are done.
  await page.goto(address, { waitUntil: 'load' });
  await page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 5000 })));
  await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => {});
  for (const one of seen.filter(({ address }) => address?.startsWith('http'))) {
    console.log(JSON.stringify(one));
  }
} finally {
  await browser.close();
}
