import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLiar, type LieKind } from '../../src/simulator/index.ts';
import { recorded, type StoppedClock, stoppedClock } from './support/lies.ts';
import { caller, jobrun, owner, pool, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
let clock: StoppedClock;
beforeAll(async () => {
  clock = stoppedClock();
  stand = await startStand({ clock });
});
afterAll(() => stand.close());
beforeEach(() => stand.sim.lies.set({ rate: 0 }));

const lie = (kind: LieKind, seed = 1) => stand.sim.lies.set({ seed, rate: 1, kinds: [kind] });
const truth = () => stand.sim.lies.set({ kinds: [] });
const bodiesAt = (path: string) => stand.service.at(path).map((got) => got.fields.Body);

/** A path of its own for each test, with Twilio's own retries as the service asks for them. */
function webhookAt(path: string, rule = '#rc=3&rp=all'): void {
  stand.sim.network.setNumber({ phoneE164: pool, smsUrl: `${stand.service.url}${path}${rule}` });
}

/** Texts, and waits until Twilio has come to an end with it. */
async function textAndEnd(body: string, from = owner) {
  const sent = stand.sim.network.phone(from).text(pool, body);
  const over = async () => (await recorded(stand.sim, 'text_in_over')).find(({ sid }) => sid === sent.sid);
  for (;;) {
    const found = await over();
    if (found) return { sid: sent.sid, isTaken: found.isTaken };
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const triesOf = async (id: string) => (await recorded(stand.sim, 'webhook')).filter(({ sid }) => sid === id);

describe('a webhook', () => {
  it('comes two or three times, at once or one after the other', async () => {
    webhookAt('/repeat');
    lie('webhook_repeat');
    const shapes = new Set<string>();
    const liar = createLiar({ ...stand.sim.lies.setting });
    let [inside, most, isAtOnce] = [0, 0, false];
    stand.service.on('/repeat', async () => {
      inside += 1;
      most = Math.max(most, inside);
      if (isAtOnce) await stand.sim.waitFor(() => most > 1);
      inside -= 1;
      return '<Response/>';
    });
    for (let n = 1; n <= 12; n += 1) {
      most = 0;
      isAtOnce = liar.throw('webhook_repeat', `sms text ${owner} to ${pool} #${n}`, 'when') < 0.5;
      const { sid, isTaken } = await textAndEnd(`repeat ${n}`);
      const tries = await triesOf(sid);
      expect(isTaken).toBe(true);
      expect(most > 1).toBe(isAtOnce);
      expect(tries.map(({ copy }) => copy).sort()).toEqual(tries.length === 2 ? [1, 2] : [1, 2, 3]);
      const got = stand.service.at('/repeat').filter(({ fields }) => fields.MessageSid === sid);
      expect(got).toHaveLength(tries.length);
      shapes.add(`${tries.length} ${isAtOnce ? 'at once' : 'in turn'}`);
    }
    expect([...shapes].sort()).toEqual(['2 at once', '2 in turn', '3 at once', '3 in turn']);
    expect(stand.sim.lies.counts().webhook_repeat).toBe(12);
  });

  it('comes late, by the clock of the network', async () => {
    webhookAt('/late');
    lie('webhook_delay');
    const over = textAndEnd('late');
    await stand.sim.waitFor(() => clock.waiting.length === 1);
    expect(clock.waiting[0]).toBeGreaterThanOrEqual(20);
    expect(clock.waiting[0]).toBeLessThanOrEqual(30_000);
    expect(stand.sim.lies.withheld()).toBe(1);
    expect(stand.service.at('/late')).toEqual([]);
    clock.letGo();
    expect((await over).isTaken).toBe(true);
    expect(bodiesAt('/late')).toEqual(['late']);
  });

  it('is overtaken by a later one, also of the same person', async () => {
    webhookAt('/overtaken');
    lie('webhook_reorder');
    const first = textAndEnd('first');
    await stand.sim.waitFor(() => stand.sim.lies.withheld() === 1);
    truth();
    const second = textAndEnd('second');
    await Promise.all([first, second]);
    expect(bodiesAt('/overtaken')).toEqual(['second', 'first']);
    expect(stand.sim.lies.withheld()).toBe(0);
  });

  it('never comes, and the record says that no effect is to be expected', async () => {
    webhookAt('/dropped');
    lie('webhook_drop');
    const { sid, isTaken } = await textAndEnd('dropped');
    expect(isTaken).toBe(false);
    expect(stand.service.at('/dropped')).toEqual([]);
    expect(await triesOf(sid)).toMatchObject([
      { outcome: 'dropped', status: null, node: null, lie: 'webhook_drop' },
    ]);
    const mine = stand.sim.network.phone(owner).messages.find((message) => message.sid === sid);
    expect(mine).toMatchObject({ status: 'failed', trouble: 'The service did not take it (dropped)' });
  });

  it('is answered to nobody and tried again under the same token', async () => {
    webhookAt('/cut');
    lie('webhook_cut');
    const tries = new Set<number>();
    for (let n = 1; n <= 10; n += 1) {
      const { sid, isTaken } = await textAndEnd(`cut ${n}`);
      const found = await triesOf(sid);
      expect(isTaken).toBe(true);
      expect(found.at(-1)).toMatchObject({ outcome: 'answered', status: 200 });
      for (const cut of found.slice(0, -1)) expect(cut).toMatchObject({ outcome: 'unread', status: 200 });
      const got = stand.service.at('/cut').filter(({ fields }) => fields.MessageSid === sid);
      expect(got).toHaveLength(found.length);
      expect(new Set(got.map(({ headers }) => headers.get('i-twilio-idempotency-token'))).size).toBe(1);
      tries.add(found.length);
    }
    expect([...tries].sort()).toEqual([2, 3]);
  });

  it('that was held back is delivered as soon as the lying stops', async () => {
    webhookAt('/released');
    lie('webhook_delay', 9);
    const over = textAndEnd('released', caller);
    await stand.sim.waitFor(() => stand.sim.lies.withheld() === 1);
    stand.sim.lies.set({ rate: 0 });
    expect((await over).isTaken).toBe(true);
  });
});

it('closes while webhooks are held back and calls of the API are left without an answer', async () => {
  const other = await startStand({ clock: stoppedClock() });
  other.sim.lies.set({ rate: 1, kinds: ['webhook_delay', 'api_silence'] });
  other.sim.network.phone(owner).text(jobrun, 'never delivered');
  const silent = other.twilio.messages.list().catch((error: unknown) => error);
  await other.sim.waitFor(() => other.sim.lies.withheld() === 1 && other.sim.lies.counts().api_silence === 1);
  await other.close();
  expect(await silent).toMatchObject({ code: expect.stringMatching(/ECONNRESET|ECONNREFUSED/) });
  expect(other.service.at('/sms')).toEqual([]);
});

describe('a call', () => {
  it('is lied about as well, but never held until another one comes', async () => {
    stand.sim.network.setNumber({ phoneE164: jobrun, voiceUrl: `${stand.service.url}/never-voiced` });
    lie('webhook_reorder');
    const phone = stand.sim.network.phone(owner);
    const call = phone.call(jobrun);
    await stand.sim.waitFor(() => call.status === 'ended');
    expect(stand.service.at('/never-voiced')).toHaveLength(1);
    lie('webhook_drop');
    const lost = phone.call(jobrun);
    await stand.sim.waitFor(() => lost.status === 'ended');
    expect(stand.service.at('/never-voiced')).toHaveLength(1);
    expect(lost.heard.map(({ text }) => text).join()).toContain('application error');
    const calls = (await recorded(stand.sim, 'call')).filter(({ id }) => id === lost.id);
    expect(calls.map(({ phone: number, outcome }) => [number, outcome])).toEqual([
      [owner, null],
      [owner, 'completed'],
    ]);
  });
});
