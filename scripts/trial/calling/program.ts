/** A business's own program: sends lists of customers to the API, and again when no answer comes, as such programs do. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Chance, chanceOf } from '../chance.ts';
import type { TrialPlan } from '../plan.ts';
import type { CallingBusiness } from './businesses.ts';
import { drawList, type List, type SentList } from './list.ts';

export interface Addresses {
  /** Any node. */
  readonly serviceUrl: string;
  /** A file that is sent slowly goes to one of them, which may die over it. */
  readonly nodeUrls: readonly string[];
}

/** Between two lists of one business. */
const PAUSE_MS = { least: 1_000, most: 4_000 } as const;
/** What is said in the last third could not be called to its end before the books are checked. */
const TALKING_SHARE = 2 / 3;
/** Between two tries with the same key. */
const TRY_AGAIN_MS = 1_000;
const ANSWER_WITHIN_MS = 20_000;
/** Between two rows of a file over a slow line. */
const ROW_MS = { least: 50, most: 600 } as const;

export interface ProgramTools {
  readonly addresses: Addresses;
  readonly plan: TrialPlan;
  /** Every list that is sent is added. */
  readonly lists: SentList[];
  readonly stopping: AbortSignal;
}

export async function runProgram(business: CallingBusiness, tools: ProgramTools): Promise<void> {
  const { plan, lists, stopping } = tools;
  const chance = chanceOf(plan.seed, 'program', business.orgId);
  const until = performance.now() + plan.seconds * 1_000 * TALKING_SHARE;
  for (let n = 1; performance.now() < until && !stopping.aborted; n += 1) {
    const { orgId } = business;
    const list = drawList(chanceOf(plan.seed, 'list', orgId, n), plan, { orgId, n });
    lists.push(list.sent);
    // One list does not wait for another: an answer may take long.
    void send(list, business, tools);
    const pauseMs = chance.between(PAUSE_MS.least, PAUSE_MS.most);
    await delay(pauseMs, undefined, { signal: stopping }).catch(() => {});
  }
}

/** With a key it is sent again until it is answered; without one nobody could know whether that made two of it. */
async function send(
  list: List,
  business: CallingBusiness,
  { addresses, stopping }: ProgramTools,
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
