import { defineConfig } from '@playwright/test';

/**
 * The journeys of one size run against one running shop, one after the other: they buy from the same inventory. `cargo xtask
 * test` runs both sizes at once, each with a shop of its own.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../target/journeys/results',
  workers: 1,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  retries: 0,
  // Where everything is broken, a dozen say so as well as all, and sooner.
  maxFailures: 12,
  // Two browsers, two shops and two cores: patience is for a machine that is busy, and costs nothing where all goes well.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: process.env.TESSERA_REPORT ?? '../target/journeys/report.json' }]],
  use: {
    baseURL: process.env.TESSERA_URL ?? 'http://127.0.0.1:3000',
    locale: 'en-GB',
    timezoneId: 'Europe/Rome',
    // A trace keeps every step's page: a third of the time. Ask for it where a failure's picture isn't enough.
    trace: process.env.TESSERA_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    // What a worker answers can't be routed; offline.spec.ts is about them.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'phone', use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
  ],
});
