/** Real Chromium for tests of pages. */
import binary from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

export async function openBrowser(): Promise<Browser> {
  // In a single process Chromium ends with the first context that is closed.
  const args = binary.args.filter((arg) => arg !== '--single-process');
  return chromium.launch({ executablePath: await binary.executablePath(), args });
}
