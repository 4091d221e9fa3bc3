import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allLies } from '../../src/simulator/index.ts';
import { openBrowser } from './support/browser.ts';
import { owner, pool, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
let browser: Browser;
let page: Page;
let killed = 0;
/** A browser on a busy machine. */
const soon = { timeoutMs: 15_000 };
const troubles: string[] = [];

beforeAll(async () => {
  [stand, browser] = await Promise.all([
    startStand({
      lies: { seed: 42, rate: 0 },
      panel: {
        actions: [
          {
            label: 'Kill a node',
            run: () => {
              killed += 1;
            },
          },
          { label: 'Kill the database', run: () => Promise.reject(new Error('There is no database')) },
        ],
        counters: async () => [
          { label: 'Lost', value: 0 },
          { label: 'Killed', value: killed },
        ],
      },
    }),
    openBrowser(),
  ]);
  page = await browser.newPage({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(soon.timeoutMs);
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(`${stand.sim.url}/?phone=${encodeURIComponent(stand.sim.network.phone(owner).number)}`);
  await page.getByTestId('lies').locator('summary').click();
});
afterAll(async () => {
  await browser.close();
  await stand.close();
});

const button = (name: string | RegExp) => page.getByTestId('lies').getByRole('button', { name });

it('switches the lies, shows the seed, and counts what was told while it happens', async () => {
  await page.getByTestId('lies').getByText('seed 42').waitFor();
  await button('100%').click();
  await stand.sim.waitFor(() => stand.sim.lies.setting.rate === 1, soon);
  for (const group of [/^Repeat/, /^Delay/, /^API/, /^Receipts/, /^Stripe/, /^ElevenLabs/])
    await button(group).click();
  await stand.sim.waitFor(() => stand.sim.lies.setting.kinds.length === 2, soon);
  expect(stand.sim.lies.setting.kinds).toEqual(['webhook_drop', 'webhook_cut']);
  for (let n = 1; n <= 3; n += 1) stand.sim.network.phone(owner).text(pool, `lied about ${n}`);
  await page.getByTestId('told').filter({ hasText: '3' }).waitFor();
  expect(await button(/^Drop/).getAttribute('aria-pressed')).toBe('true');
  expect(await button(/^Repeat/).getAttribute('aria-pressed')).toBe('false');
  await button(/^Repeat/).click();
  await stand.sim.waitFor(() => stand.sim.lies.setting.kinds.includes('webhook_repeat'), soon);
  stand.sim.lies.set({ rate: 0, kinds: allLies });
  await page.locator('[data-testid=lies] button[aria-pressed=true]', { hasText: 'Off' }).waitFor();
});

it('has room for the buttons and counters of whoever started it', async () => {
  await page.getByTestId('lies').getByText('Lost').waitFor();
  await button('Kill a node').click();
  await page.locator('.counters div', { hasText: 'Killed' }).filter({ hasText: '1' }).waitFor();
  await button('Kill the database').click();
  await page.getByRole('alert').filter({ hasText: 'There is no database' }).waitFor();
  expect(troubles).toEqual([]);
});
