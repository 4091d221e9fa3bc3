/** A business's own program: sends lists of customers to the API, and again when no answer comes, as such programs do. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Chance, chanceOf } from '../chance.ts';
import type { TrialPlan } from '../plan.ts';
import { type CallingBusiness, calleePhones } from './businesses.ts';

/** One list as it was sent, and what was answered. */
export interface SentList {
  readonly orgId: string;
  /** Nobody else's: the batch is found by it. */
  readonly name: string;
  readonly hasKey: boolean;
  readonly recipients: number;
  /** Of every 201, in their order. */
  readonly batchIds: string[];
  /** Requests that got no answer, or none that says what became of it. */
  unanswered: number;
}

export interface Addresses {
  /** Any node. */
  readonly serviceUrl: string;
  /** A file that is sent slowly goes to one of them, which may die over it. */
  readonly nodeUrls: readonly string[];
}

/** Between two lists of one business. */
const PAUSE_MS = { least: 1_000, most: 4_000 } as const;
const LIST_LENGTH = { least: 4, most: 12 } as const;
/** What is said in the last third could not be called to its end before the books are checked. */
const TALKING_SHARE = 2 / 3;
const WITH_KEY_SHARE = 0.7;
/** An answer was lost on the way: a careful program asks again. */
const ASKS_TWICE_SHARE = 0.2;
/** Between two tries with the same key. */
const TRY_AGAIN_MS = 1_000;
const ANSWER_WITHIN_MS = 20_000;
/** Between two rows of a file over a slow line. */
const ROW_MS = { least: 50, most: 600 } as const;

export async function runProgram(
  business: CallingBusiness,
  addresses: Addresses,
  plan: TrialPlan,
  lists: SentList[],
  stopping: AbortSignal,
): Promise<void> {
  const chance = chanceOf(plan.seed, 'program', business.orgId);
  const until = performance.now() + plan.seconds * 1_000 * TALKING_SHARE;
  for (let n = 1; performance.now() < until && !stopping.aborted; n += 1) {
    const list = draw(chanceOf(plan.seed, 'list', business.orgId, n), plan, { business, n });
    lists.push(list.sent);
    // One list does not wait for another: an answer may take long.
    void send(list, business, addresses, stopping);
    const pauseMs = chance.between(PAUSE_MS.least, PAUSE_MS.most);
    await delay(pauseMs, undefined, { signal: stopping }).catch(() => {});
  }
}

interface List {
  readonly sent: SentList;
  readonly rows: readonly string[];
  readonly way: 'json' | 'file' | 'slow file';
  readonly asksTwice: boolean;
  readonly chance: Chance;
}

function draw(
  chance: Chance,
  plan: TrialPlan,
  { business, n }: { business: CallingBusiness; n: number },
): List {
  const phones = calleePhones(plan);
  const length = chance.between(LIST_LENGTH.least, LIST_LENGTH.most);
  const rows = Array.from({ length }, () => (chance.isLucky(0.03) ? 'nobody' : chance.pick(phones)));
  return {
    ...{ rows, chance, asksTwice: chance.isLucky(ASKS_TWICE_SHARE) },
    way: chance.pick(['json', 'file', 'slow file', 'slow file']),
    sent: {
      ...{ orgId: business.orgId, name: `list ${n} of ${business.orgId}`, recipients: length },
      ...{ hasKey: chance.isLucky(WITH_KEY_SHARE), batchIds: [], unanswered: 0 },
    },
  };
}

/** With a key it is sent again until it is answered; without one nobody could know whether that made two of it. */
async function send(
  list: List,
  business: CallingBusiness,
  addresses: Addresses,
  stopping: AbortSignal,
): Promise<void> {
  const { sent, asksTwice } = list;
  while (!stopping.aborted) {
    const batchId = await post(list, business, addresses).catch(() => null);
    if (batchId === null) sent.unanswered += 1;
    else sent.batchIds.push(batchId);
    const isEnough = batchId !== null && (!asksTwice || sent.batchIds.length > 1);
    if (!sent.hasKey || isEnough) return;
    await delay(TRY_AGAIN_MS, undefined, { signal: stopping }).catch(() => {});
  }
}

/** Null for every answer but 201. */
async function post(
  { sent, rows, way, chance }: List,
  { key }: CallingBusiness,
  { serviceUrl, nodeUrls }: Addresses,
): Promise<string | null> {
  const base = way === 'slow file' ? chance.pick(nodeUrls) : serviceUrl;
  const query = new URLSearchParams({ campaignName: sent.name, callType: 'BILLING_REMINDER' });
  const json = {
    ...{ campaignName: sent.name, callType: 'BILLING_REMINDER' },
    recipients: rows.map((phone) => ({ phone, name: 'Ann' })),
  };
  const file = ['name,phone\n', ...rows.map((phone) => `Ann,${phone}\n`)];
  const answer = await fetch(`${base}/api/batch-calls${way === 'json' ? '' : `?${query}`}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': way === 'json' ? 'application/json' : 'text/csv',
      ...(sent.hasKey ? { 'idempotency-key': sent.name.replaceAll(' ', '-') } : {}),
    },
    body: way === 'json' ? JSON.stringify(json) : way === 'file' ? file.join('') : slowly(file, chance),
    ...(way === 'slow file' ? { duplex: 'half' } : {}),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const body = (await answer.json()) as { batchId?: string };
  return answer.status === 201 ? (body.batchId ?? null) : null;
}

function slowly(lines: readonly string[], chance: Chance): ReadableStream<Uint8Array> {
  const left = [...lines];
  return new ReadableStream({
    async pull(controller) {
      const line = left.shift();
      if (line === undefined) return controller.close();
      await delay(chance.between(ROW_MS.least, ROW_MS.most));
      controller.enqueue(new TextEncoder().encode(line));
    },
  });
}
