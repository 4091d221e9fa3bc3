import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LieKind } from '../../src/simulator/index.ts';
import { until } from '../support/until.ts';
import { recorded } from './support/lies.ts';
import { jobrun, owner, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(() => stand.close());
beforeEach(() => stand.sim.lies.set({ rate: 0 }));

/** Sends one text whose receipts are lied about, and waits until nothing of them is under way. */
async function send(kind: LieKind, seed = 1) {
  const path = `/receipts/${kind}/${seed}`;
  const after = stand.sim.record.last;
  stand.sim.lies.set({ seed, rate: 1, kinds: [kind] });
  const body = `${kind} ${seed}`;
  const { sid } = await stand.twilio.messages.create({
    ...{ to: owner, from: jobrun, body },
    statusCallback: `${stand.service.url}${path}`,
  });
  const text = () => stand.sim.network.messages().find((message) => message.sid === sid);
  await stand.sim.waitFor(() => ['delivered', 'undelivered'].includes(text()?.status ?? ''));
  const statuses = () => stand.service.at(path).map((got) => got.fields.MessageStatus ?? '');
  const tries = async () => (await recorded(stand.sim, 'webhook', after)).filter((one) => one.sid === sid);
  return { sid, body, text, statuses, tries, got: () => stand.service.at(path) };
}

describe('receipts', () => {
  it('tell of "sent" after "delivered"', async () => {
    const { statuses } = await send('receipt_reorder');
    await stand.sim.waitFor(() => statuses().length === 3);
    expect(statuses()).toEqual(['queued', 'delivered', 'sent']);
  });

  it('come two or three times each', async () => {
    const { statuses, tries } = await send('receipt_repeat');
    const often = (status: string) => statuses().filter((one) => one === status).length > 1;
    await stand.sim.waitFor(() => ['queued', 'sent', 'delivered'].every(often));
    expect(new Set((await tries()).map(({ copy }) => copy)).has(2)).toBe(true);
  });

  it('never come, though the phone has the text', async () => {
    const { statuses, tries, body } = await send('receipt_drop');
    await stand.sim.network.phone(owner).waitForText(body);
    const told = await until(async () => {
      const all = await tries();
      return all.length === 3 && all;
    });
    expect(told.map(({ about, outcome }) => [about, outcome])).toEqual([
      ['queued', 'dropped'],
      ['sent', 'dropped'],
      ['delivered', 'dropped'],
    ]);
    expect(statuses()).toEqual([]);
  });

  it('tell with the carrier’s code that the text came to nothing, and then it has', async () => {
    const codes = new Set<string>();
    for (let seed = 1; seed <= 12; seed += 1) {
      const { statuses, got, text, sid, body } = await send('receipt_failed', seed);
      await stand.sim.waitFor(() => statuses().length === 3);
      expect(statuses()).toEqual(['queued', 'sent', 'undelivered']);
      codes.add(got()[2]?.fields.ErrorCode ?? '');
      expect(String(text()?.errorCode)).toBe(got()[2]?.fields.ErrorCode);
      expect((await stand.twilio.messages(sid).fetch()).status).toBe('undelivered');
      expect(stand.sim.network.phone(owner).messages.some((message) => message.body === body)).toBe(false);
    }
    expect(codes.size).toBeGreaterThan(2);
    for (const code of codes) expect(code).toMatch(/^3000[35678]$/);
  });
});
