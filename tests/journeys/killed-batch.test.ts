/** Real processes die in the middle of a batch: nobody is called twice, nobody is forgotten, nobody from half a list. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, openCluster } from '../../scripts/support/cluster/index.ts';
import {
  type CallingBusiness,
  calleePhones,
  setUpBusinesses,
} from '../../scripts/trial/calling/businesses.ts';
import { until } from '../support/until.ts';

/** The first five are for the file, the others for the batch. */
const PEOPLE = calleePhones({ callees: 65 });
const ON_FILE = PEOPLE.slice(0, 5);
const ON_LIST = PEOPLE.slice(5);
let cluster: Cluster;
let business: CallingBusiness;

beforeAll(async () => {
  cluster = await openCluster({
    nodes: 2,
    simulator: {
      // A phone rings for eleven seconds: longer than a node takes to come back.
      pace: { sentMs: 0, deliveredMs: 0, secondMs: 250 },
      lies: { seed: 4, rate: 0, kinds: ['elevenlabs_silence'] },
    },
    env: { PHONE_OUTBOUND_V1_ENABLED: 'true', PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: 'business-1' },
  });
  const plan = { seed: 1, businesses: 1, callees: 0 };
  [business] = (await setUpBusinesses(cluster.sql, cluster.simulator, plan)) as [CallingBusiness];
  for (const phone of PEOPLE)
    cluster.simulator.network.phone(phone).setBehaviour('no-answer', ['yes please']);
}, 60_000);
afterAll(() => cluster?.close());

const api = (path: string, init: RequestInit & { node?: number } = {}) =>
  fetch(
    `${init.node === undefined ? cluster.serviceUrl : `http://127.0.0.1:${cluster.nodes[init.node]?.port}`}/api/batch-calls${path}`,
    {
      ...init,
      headers: { authorization: `Bearer ${business.key}`, ...init.headers },
    },
  );
const progressOf = async (id: string) => (await (await api(`/${id}`)).json()) as Record<string, unknown>;
/** Looked up in SQL: a key may ask twice a second. */
const isOver = (id: string, status: string) =>
  until(
    async () => {
      const [row] = await cluster.sql<{ status: string }[]>`SELECT status FROM call_batches WHERE id = ${id}`;
      return row?.status === status;
    },
    { timeoutMs: 25_000, what: `the batch being ${status}` },
  );
/** What the phone network has seen, whatever anybody was told. */
const dialled = () =>
  cluster.simulator.elevenlabs.conversations().map(({ externalNumber }) => externalNumber);

/** Picks up every phone of these that rings, now and from now on. Returns the function that stops. */
function pickUp(isPickedUp: (phone: string) => boolean = () => true): () => void {
  const { network } = cluster.simulator;
  const answer = (phone: string) => {
    if (!isPickedUp(phone)) return;
    for (const { id, status } of network.phone(phone).calls) {
      if (status === 'ringing') network.phone(phone).answer(id);
    }
  };
  for (const phone of PEOPLE) answer(phone);
  return network.subscribe((event) => {
    if (event.type === 'call' && event.call.status === 'ringing') setImmediate(() => answer(event.phone));
  });
}

test('a process dies in the middle of a file: it fails and says why, and the file may be sent again', async () => {
  const rows = Array.from({ length: 4_100 }, (_, n) => ON_FILE[n] ?? 'nobody');
  const file = new TextEncoder().encode(`phone\n${rows.join('\n')}\n`);
  // Both times as a program sends what it does not know the length of.
  const send = (node: number, start: (line: ReadableStreamDefaultController<Uint8Array>) => void) =>
    api('?campaignName=May&callType=BILLING_REMINDER', {
      ...{ node, method: 'POST', body: new ReadableStream({ start }), duplex: 'half' },
      headers: { 'content-type': 'text/csv', 'idempotency-key': 'may' },
    });
  const whole = (line: ReadableStreamDefaultController<Uint8Array>) => {
    line.enqueue(file);
    line.close();
  };
  const stopPickingUp = pickUp();
  // The last bytes never come.
  const broken = send(0, (line) => line.enqueue(file.subarray(0, -20))).catch((error: unknown) => error);
  const id = await until(async () => {
    const [row] = await cluster.sql<{ id: string }[]>`
      SELECT b.id FROM call_batches b WHERE (SELECT count(*) FROM batch_recipients r WHERE r.batch_id = b.id) >= 4000`;
    return row?.id;
  });
  await cluster.nodes[0]?.kill();
  expect(await broken).toBeInstanceOf(Error);
  expect((await send(1, whole)).status).toBe(409);
  // Twenty seconds later.
  await cluster.sql`UPDATE call_batches SET importing_until = now() WHERE id = ${id}`;
  await isOver(id, 'failed');
  expect(await progressOf(id)).toMatchObject({
    ...{ startedAt: null, recipients: 4_000, calls: { queued: 0, cancelled: 5 } },
    endReason: expect.stringMatching(/send it again/),
  });
  const again = (await (await send(1, whole)).json()) as { batchId: string; recipients: number };
  expect(again.recipients).toBe(4_100);
  await isOver(again.batchId, 'completed');
  expect(dialled().sort()).toEqual(ON_FILE);
  stopPickingUp();
}, 30_000);

test('the only process dies while it dials, another goes on: everybody was dialled once', async () => {
  const { simulator, sql, nodes } = cluster;
  expect(nodes.map((node) => node.isRunning())).toEqual([false, true]);
  const before = dialled().length;
  const list = {
    campaignName: 'June',
    callType: 'BILLING_REMINDER',
    recipients: ON_LIST.map((phone) => ({ phone })),
  };
  const made = await api('', {
    ...{ method: 'POST', body: JSON.stringify(list), headers: { 'content-type': 'application/json' } },
  });
  const { batchId } = (await made.json()) as { batchId: string };
  let isLastOfThem = false;
  const known = new Set<string>();
  const stopPickingUp = pickUp((phone) => !isLastOfThem || known.has(phone));
  await until(() => dialled().length - before >= 20);
  for (const phone of dialled()) known.add(phone);
  isLastOfThem = true;
  simulator.lies.set({ rate: 1 });
  const inHand = async () =>
    await sql<{ phone: string }[]>`
      SELECT recipient AS phone FROM outbox WHERE kind = 'placeAgentCall' AND status = 'claimed'`;
  const rings = (phones: readonly { phone: string }[]) =>
    phones.filter(({ phone }) => dialled().includes(phone));
  // It has dialled one, dials another that will never ring, and waits for both answers.
  await until(async () => {
    const claimed = await inHand();
    const ringing = rings(claimed);
    return ringing.length > 0 && ringing.length < claimed.length;
  });
  await nodes[1]?.kill();
  stopPickingUp();
  simulator.lies.set({ rate: 0 });
  await nodes[0]?.start();
  // Half a minute later: the dead keep nothing any longer.
  await sql`UPDATE outbox SET claimed_until = now() WHERE status = 'claimed'`;
  await sql`UPDATE outbox_lanes SET leased_until = now()`;
  const isReady = async () => (await fetch(`${cluster.serviceUrl}/readyz`).catch(() => null))?.status === 200;
  await until(isReady);
  pickUp();
  await isOver(batchId, 'completed');
  expect(dialled().slice(before).sort()).toEqual([...ON_LIST].sort());
  expect(await progressOf(batchId)).toMatchObject({ calls: { completed: 60 }, labels: { YES: 60 } });
  expect(await sql`SELECT FROM call_slots`).toHaveLength(0);
}, 30_000);
