import { writeFileSync } from 'node:fs';
import type { Browser, Locator } from '@playwright/test';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { expect } from './fixtures';

/** What a reader that isn't ours reads from a code on the page. */
export async function read(code: Locator): Promise<string> {
  await code.scrollIntoViewIfNeeded();
  const { data, width, height } = PNG.sync.read(await code.screenshot());
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  expect(found, 'a QR code that can be read').not.toBeNull();
  return found?.data ?? '';
}

/** All codes of an order's page, in the order shown. */
export async function readAll(codes: Locator): Promise<string[]> {
  const texts: string[] = [];
  for (const code of await codes.all()) texts.push(await read(code));
  return texts;
}

/** Writes a film that shows a code, for a camera that isn't there: one frame, 1280 × 720, the code as on a phone. */
export async function film(browser: Browser, drawing: string, file: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:720px;background:#777"><div style="width:420px;padding:24px;background:#fff">${drawing}</div>`,
  );
  const frame = await page.screenshot({ type: 'jpeg', quality: 90 });
  writeFileSync(file, Buffer.concat(Array.from({ length: 30 }, () => frame)));
  await page.close();
}
