/** `npm run pictures`: photographs a missed call on the phone page of the demo, for README and for looking at. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import binary from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { connect } from '../src/platform/database/index.ts';
import { packageRoot } from '../src/platform/root.ts';
import { humanPace, type Phone } from '../src/simulator/index.ts';
import { openStage, POOL_NUMBERS } from './support/stage.ts';
import { openTemporaryDatabase } from './support/temporary-database.ts';

/** Without a folder: the pictures of the README. With one: every size, to be looked at. */
const [folder] = process.argv.slice(2);
const target = folder ?? join(packageRoot, 'docs', 'images');
const DESKTOP = { desktop: { width: 1440, height: 860 } };
const SIZES = folder
  ? { ...DESKTOP, tablet: { width: 820, height: 1180 }, phone: { width: 390, height: 844 } }
  : DESKTOP;
const OWNER = '+447700900123';
const CALLER = '+447700900456';
const BUSINESS = POOL_NUMBERS[0] ?? '';

const database = await openTemporaryDatabase();
const stage = await openStage({ databaseUrl: database.url, pace: humanPace, env: { POOL_LOW_WATER: '0' } });
try {
  await openBusiness();
  await stage.connectNumbers();
  const owner = stage.simulator.network.phone(OWNER);
  const caller = stage.simulator.network.phone(CALLER);
  await missCall(owner, caller);
  await mkdir(target, { recursive: true });
  const query = new URLSearchParams({ phone: OWNER, with: BUSINESS, beside: `${CALLER},${BUSINESS}` });
  await photograph(`${stage.simulator.url}/?${query}`);
} finally {
  await stage.close();
  await database.stop();
}

/** A business that is live, as it is when onboarding is over. */
async function openBusiness(): Promise<void> {
  const sql = connect({ url: database.url, max: 1, applicationName: 'jobrun-pictures' });
  await sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at)
    VALUES ('abc', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${BUSINESS}, true, now())`;
  await sql`
    INSERT INTO phone_numbers (phone_e164, status, org_id, voice_mode)
    VALUES (${BUSINESS}, 'ASSIGNED', 'abc', 'forwarded_in')`;
  await sql.end();
}

async function missCall(owner: Phone, caller: Phone): Promise<void> {
  const from = BUSINESS;
  owner.dial(`**004*${BUSINESS}*11*20#`);
  const call = caller.call(OWNER);
  await stage.simulator.waitFor(() => owner.calls.some(({ status }) => status === 'ringing'));
  owner.letRing();
  await caller.waitForText(/missed your call/, { from });
  await stage.simulator.waitFor(() => call.heard.length > 1);
  caller.hangUp();
  caller.text(BUSINESS, 'leaking tap in Leeds LS1, urgent please');
  await caller.waitForText(/When would suit you/, { from });
  caller.text(BUSINESS, 'tomorrow morning');
  await caller.waitForText(/your name/, { from });
  caller.text(BUSINESS, 'Anna');
  await caller.waitForText(/Thanks Anna/, { from });
  await owner.waitForText(/New job/, { from });
  owner.text(BUSINESS, '1 hello Anna, I can come at nine');
  await owner.waitForText(/Sent to Anna/, { from });
  await caller.waitForText(/^hello Anna/, { from });
  caller.text(BUSINESS, 'perfect, see you then');
  await owner.waitForText(/see you then/, { from });
  await stage.simulator.waitFor(() =>
    [owner, caller].every(({ messages }) => messages.every(({ status }) => status !== 'sending')),
  );
}

async function photograph(url: string): Promise<void> {
  // In a single process Chromium ends with the first context that is closed.
  const args = binary.args.filter((arg) => arg !== '--single-process');
  const browser = await chromium.launch({ executablePath: await binary.executablePath(), args });
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
      await page.goto(url);
      await page.getByTestId('device-0').getByTestId('bubble').last().waitFor();
      const suffix = colorScheme === 'dark' ? '-dark' : '';
      await page.screenshot({ path: join(target, `phone-page-${size}${suffix}.png`) });
      await page.close();
    }
  }
  await browser.close();
}
