/** A voice agent's call in a browser: the phone rings, is answered, speaks by typing, and shows what is said. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from './support/browser.ts';
import { elevenLabsKey, pool, type Stand, startStand } from './support/stand.ts';

const callee = '+447700900655';
let stand: Stand;
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  [stand, browser] = await Promise.all([
    startStand({ pace: { sentMs: 0, deliveredMs: 0, secondMs: 200 }, contacts: { [pool]: 'ABC Plumbing' } }),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await stand?.close();
});

const ring = () =>
  fetch(`${stand.sim.url}/v1/convai/twilio/outbound-call`, {
    method: 'POST',
    headers: { 'xi-api-key': elevenLabsKey },
    body: JSON.stringify({
      agent_id: 'agent_reminders',
      agent_phone_number_id: `phnum_${pool.slice(1)}`,
      to_number: callee,
      conversation_initiation_client_data: { dynamic_variables: { name: 'Ann' } },
    }),
  });
const last = () => stand.sim.elevenlabs.conversations().at(-1);

test('is answered, spoken with, and over; another one is answered by a key', async () => {
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(8_000);
  stand.sim.network.phone(callee);
  await page.goto(`${stand.sim.url}/?phone=${encodeURIComponent(callee)}`);
  const front = page.locator('.device.front');
  const heard = (words: string) => front.locator('.heard li', { hasText: words }).waitFor();

  await ring();
  await front.getByText('Incoming call').waitFor();
  await front.getByTestId('answer').click();
  await heard('Hello Ann, this is an automated call.');
  await front.getByTestId('say-input').fill('Pardon?');
  await front.getByTestId('say').click();
  await heard('Sorry, I did not understand. Is that a yes or a no?');
  await front.getByTestId('tones').click();
  await front.locator('.touch-tones').getByRole('button', { name: '1', exact: true }).click();
  await heard('Thank you, I have written that down. Goodbye.');
  await stand.sim.waitFor(() => last()?.status === 'done');
  expect(
    last()
      ?.transcript.filter(({ role }) => role === 'user')
      .map(({ message }) => message),
  ).toEqual(['Pardon?', '1']);
  await front.getByRole('button', { name: 'Close' }).click();

  await ring();
  await front.getByTestId('decline').click();
  await stand.sim.waitFor(() => last()?.status === 'failed');
  expect(last()?.terminationReason).toBe('busy');
});
