import twilio from 'twilio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LieKind } from '../../src/simulator/index.ts';
import { until } from '../support/until.ts';
import { recorded } from './support/lies.ts';
import { accountSid, authToken, jobrun, owner, type Stand, startStand } from './support/stand.ts';

/** Only for answers that never come. */
const patienceMs = 200;

let stand: Stand;
let impatient: twilio.Twilio;
beforeAll(async () => {
  stand = await startStand();
  impatient = twilio(accountSid, authToken, {
    httpClient: new twilio.RequestClient({ timeout: patienceMs, autoRetry: false }),
  });
  impatient.api.baseUrl = stand.sim.url;
});
afterAll(() => stand.close());
beforeEach(() => stand.sim.lies.set({ rate: 0 }));

const lie = (kind: LieKind) => stand.sim.lies.set({ seed: 4, rate: 1, kinds: [kind] });

/** Sends `count` texts, one after the other; what the client learned and what the network did, for each. */
async function send(kind: LieKind, count: number, client = stand.twilio) {
  lie(kind);
  const after = stand.sim.record.last;
  const learned: unknown[] = [];
  for (let n = 1; n <= count; n += 1) {
    const statusCallback = `${stand.service.url}/status?promise=${kind}-${n}`;
    learned.push(
      await client.messages.create({ to: owner, from: jobrun, body: `${kind} ${n}`, statusCallback }).then(
        (message) => message.sid,
        (error: unknown) => error,
      ),
    );
  }
  // The receipts of these texts would be lied about too, and go to nobody.
  stand.sim.lies.set({ rate: 0 });
  const asked = await until(async () => {
    const entries = await recorded(stand.sim, 'asked', after);
    return entries.length === count && entries;
  });
  const accepted = await recorded(stand.sim, 'text_accepted', after);
  expect(asked.every((entry) => entry.lie === kind && entry.what === 'text')).toBe(true);
  // What is accepted is the truth about the promises, whatever the client was told.
  const done = asked.filter((entry) => entry.done === 'accepted');
  expect(accepted.map(({ promise, sid }) => [promise, sid])).toEqual(
    done.map(({ promise, sid }) => [promise, sid]),
  );
  expect(stand.sim.network.messages().filter(({ body }) => body.startsWith(`${kind} `))).toHaveLength(
    accepted.length,
  );
  return { learned, asked, accepted };
}

describe('Twilio’s API', () => {
  it('says 429 with and without Retry-After, and has done nothing', async () => {
    const { learned, asked, accepted } = await send('api_429', 6);
    for (const error of learned) expect(error).toMatchObject({ status: 429, code: 20429 });
    expect(accepted).toEqual([]);
    expect(new Set(asked.map(({ done, answered }) => `${done} ${answered}`))).toEqual(
      new Set(['nothing no']),
    );

    lie('api_429');
    const headers = new Set<string | null>();
    for (let n = 0; n < 12; n += 1) {
      const url = `${stand.sim.url}/2010-04-01/Accounts/${accountSid}/Messages.json`;
      headers.add((await fetch(url)).headers.get('retry-after'));
    }
    expect([...headers].map(String).sort()).toEqual(['1', '2', 'null']);
  });

  it('says 500 before it has done anything', async () => {
    const { learned, asked, accepted } = await send('api_500_before', 2);
    for (const error of learned) expect(error).toMatchObject({ status: 500, code: 20500 });
    expect(accepted).toEqual([]);
    expect(asked[0]).toMatchObject({ done: 'nothing', answered: 'neither' });
  });

  it('says 500 after it has accepted', async () => {
    const { learned, asked, accepted } = await send('api_500_after', 2);
    for (const error of learned) expect(error).toMatchObject({ status: 500 });
    expect(accepted.map(({ promise }) => promise)).toEqual(['api_500_after-1', 'api_500_after-2']);
    expect(asked[0]).toMatchObject({ done: 'accepted', answered: 'neither', sid: accepted[0]?.sid });
    await stand.sim.network.phone(owner).waitForText('api_500_after 2');
  });

  it('says nothing until the client gives up, done or not', async () => {
    const { learned, asked } = await send('api_silence', 5, impatient);
    for (const error of learned) expect(error).toMatchObject({ code: 'ECONNABORTED' });
    expect(new Set(asked.map(({ done }) => done))).toEqual(new Set(['accepted', 'nothing']));
    const lines = stand.sim.network.apiCalls().filter((call) => call.lie === 'api_silence');
    expect(lines.every(({ status }) => status === null)).toBe(true);
  });

  it('breaks the connection, done or not', async () => {
    const { learned, asked } = await send('api_reset', 8);
    for (const error of learned) expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(new Set(asked.map(({ done }) => done))).toEqual(new Set(['accepted', 'nothing']));
  });

  it('answers with something that nobody can read', async () => {
    const { learned, asked } = await send('api_garbage', 8);
    // The client believes every 2xx: it makes a message without an id of whatever it was given.
    expect(learned.every((sid) => typeof sid !== 'string' || !sid.startsWith('SM'))).toBe(true);
    expect(new Set(asked.map(({ done }) => done))).toEqual(new Set(['accepted', 'nothing']));
  });

  it('lies about calls and lists as well', async () => {
    lie('api_500_after');
    const after = stand.sim.record.last;
    const order = { to: owner, from: jobrun, twiml: '<Response/>' };
    await expect(stand.twilio.calls.create(order)).rejects.toMatchObject({ status: 500 });
    await expect(stand.twilio.incomingPhoneNumbers.list()).rejects.toMatchObject({ status: 500 });
    expect(await recorded(stand.sim, 'asked', after)).toMatchObject([
      { what: 'call', done: 'accepted', to: owner },
    ]);
    stand.sim.lies.set({ rate: 0 });
    const [call] = await stand.twilio.calls.list({ to: owner });
    expect(call?.from).toBe(jobrun);
  });

  it('still refuses what is wrong, and the record knows', async () => {
    const after = stand.sim.record.last;
    await expect(stand.twilio.messages.create({ to: '12', from: jobrun, body: 'x' })).rejects.toThrow();
    expect(await recorded(stand.sim, 'asked', after)).toMatchObject([
      { done: 'refused', answered: 'no', code: 21211, sid: null, lie: null },
    ]);
  });
});
