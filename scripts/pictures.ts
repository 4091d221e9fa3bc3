/** `npm run pictures`: photographs the phone page of the demo in the middle of an onboarding, for README and for looking at. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import binary from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { seedPool } from '../src/numbers/index.ts';
import { packageRoot } from '../src/platform/root.ts';
import { humanPace } from '../src/simulator/index.ts';
import { isPhoneE164 } from '../src/values/phone.ts';
import { ONBOARDING_NUMBER, openStage, POOL_NUMBERS } from './support/stage.ts';
import { openTemporaryDatabase } from './support/temporary-database.ts';

/** Without a folder: the pictures of the README. With one: every size, to be looked at. */
const [folder] = process.argv.slice(2);
const target = folder ?? join(packageRoot, 'docs', 'images');
const DESKTOP = { desktop: { width: 1280, height: 800 } };
const SIZES = folder ? { ...DESKTOP, phone: { width: 390, height: 844 } } : DESKTOP;
const OWNER = '+447700900123';
const SAYS = ['Plumber from London', 'ABC Plumbing', 'John Smith', 'SMS', 'YES'];

const database = await openTemporaryDatabase();
const stage = await openStage({ databaseUrl: database.url, pace: humanPace, env: { POOL_LOW_WATER: '0' } });
try {
  await seedPool(stage.services.sql, POOL_NUMBERS.filter(isPhoneE164));
  await stage.connectNumbers();
  const owner = stage.simulator.network.phone(OWNER);
  for (const [n, text] of SAYS.entries()) {
    owner.text(ONBOARDING_NUMBER, text);
    await stage.simulator.waitFor(
      () => owner.messages.filter(({ direction }) => direction === 'in').length > n,
    );
  }
  await stage.simulator.waitFor(() => owner.messages.every(({ status }) => status !== 'sending'));
  await mkdir(target, { recursive: true });
  await photograph(
    `${stage.simulator.url}/?phone=${encodeURIComponent(OWNER)}&with=${encodeURIComponent(ONBOARDING_NUMBER)}`,
  );
} finally {
  await stage.close();
  await database.stop();
}

async function photograph(url: string): Promise<void> {
  // In a single process Chromium ends with the first context that is closed.
  const args = binary.args.filter((arg) => arg !== '--single-process');
  const browser = await chromium.launch({ executablePath: await binary.executablePath(), args });
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport, colorScheme });
      await page.goto(url);
      await page.getByTestId('bubble').last().waitFor();
      const suffix = colorScheme === 'dark' ? '-dark' : '';
      await page.screenshot({ path: join(target, `phone-page-${size}${suffix}.png`) });
      await page.close();
    }
  }
  await browser.close();
}
