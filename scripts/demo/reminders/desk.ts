/** What was asked of the API in this room, with the answers, and where each of it stands, as the API tells it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api, Exchange } from './api.ts';
import { type Batch, batch, type Call, call, isStill, page, type Recipient } from './told.ts';

export interface AskedCall {
  readonly kind: 'call';
  readonly id: string;
  /** Who was to be rung, as it was written. */
  readonly title: string;
  readonly asked: Exchange;
  /** The call, then what was made of it: another try, the call that was promised. */
  chain: Call[];
}

export interface AskedBatch {
  readonly kind: 'batch';
  readonly id: string;
  readonly title: string;
  readonly asked: Exchange;
  readonly batchId: string | null;
  /** The last thing that was done with it. */
  act: Exchange | null;
  batch: Batch | null;
  recipients: Recipient[];
  hasMore: boolean;
  /** The calls that somebody of the list was promised, by the call in which they were. */
  promised: Map<string, Call[]>;
}

export interface Desk {
  /** Newest first. */
  entries(): readonly (AskedCall | AskedBatch)[];
  batch(id: string): AskedBatch | null;
  /** The last look that was refused or not answered; null: all is well. */
  trouble(): Exchange | null;
  placeCall(title: string, json: Readonly<Record<string, unknown>>): Promise<void>;
  startBatch(title: string, query: URLSearchParams, csv: string): Promise<void>;
  act(id: string, what: 'cancel' | 'retry'): Promise<void>;
  /** Asks where things stand, unless that was done a moment ago; whoever is patient waits until it may be done again. */
  look(options?: { readonly isPatient: boolean }): Promise<void>;
}

/** What is older is no longer looked at: the room is for playing. */
const MOST_ENTRIES = 12;
/** 1.5 s between two looks: a key may ask 120 times a minute, and a list takes two requests. */
const LOOK_PAUSE_MS = 1_500;
/** A try, two more, and what was promised in them; longer chains are followed to here. */
const LONGEST_CHAIN = 8;
const RECIPIENTS = 200;

export function createDesk(api: Api): Desk {
  const entries: (AskedCall | AskedBatch)[] = [];
  let trouble: Exchange | null = null;
  let notBeforeMs = 0;
  let looking: Promise<void> | null = null;

  const keep = (entry: AskedCall | AskedBatch) => {
    entries.unshift(entry);
    entries.length = Math.min(entries.length, MOST_ENTRIES);
  };
  const find = (id: string) =>
    entries.find((one): one is AskedBatch => one.kind === 'batch' && one.id === id) ?? null;
  const get = async (path: string): Promise<unknown> => {
    const exchange = await api.get(path);
    if (exchange.status === 200) return exchange.json;
    trouble = exchange;
    if (exchange.retryAfterS !== null) notBeforeMs = performance.now() + exchange.retryAfterS * 1_000;
    return null;
  };

  /** What is still stays as it was read. */
  async function follow(known: readonly Call[], first: string): Promise<Call[]> {
    const chain: Call[] = [];
    for (let id: string | null = first; id !== null && chain.length < LONGEST_CHAIN; id = nextOf(chain)) {
      const before: Call | undefined = known[chain.length];
      const isKnown = before?.callId === id && isStill(before);
      const now: Call | undefined = isKnown
        ? before
        : (call.safeParse(await get(`/api/calls/${id}`)).data ?? before);
      if (!now) break;
      chain.push(now);
    }
    return chain;
  }

  async function lookAtBatch(entry: AskedBatch, path: string): Promise<void> {
    const isOver = entry.batch?.status === 'completed' || entry.batch?.status === 'cancelled';
    if (!isOver || entry.recipients.some((one) => one.call && !isStill(one.call))) {
      entry.batch = batch.safeParse(await get(path)).data ?? entry.batch;
      const { data } = page.safeParse(await get(`${path}/recipients?limit=${RECIPIENTS}`));
      entry.recipients = data?.recipients ?? entry.recipients;
      entry.hasMore = (data?.nextAfter ?? null) !== null;
    }
    for (const { call: one } of entry.recipients) {
      const next = one?.followUp?.callId;
      if (one && next) {
        entry.promised.set(one.callId, await follow(entry.promised.get(one.callId) ?? [], next));
      }
    }
  }

  async function lookAtAll(): Promise<void> {
    trouble = null;
    for (const entry of entries) {
      if (trouble) break;
      if (entry.kind === 'batch') {
        if (entry.batchId) await lookAtBatch(entry, `/api/batch-calls/${entry.batchId}`);
      } else if (typeof entry.asked.json?.callId === 'string') {
        entry.chain = await follow(entry.chain, entry.asked.json.callId);
      }
    }
  }

  const look: Desk['look'] = async ({ isPatient } = { isPatient: false }) => {
    const leftMs = notBeforeMs - performance.now();
    if (!looking && leftMs > 0) {
      if (!isPatient || leftMs > LOOK_PAUSE_MS) return;
      await delay(leftMs);
    }
    looking ??= lookAtAll().finally(() => {
      looking = null;
      notBeforeMs = Math.max(notBeforeMs, performance.now() + LOOK_PAUSE_MS);
    });
    await looking;
  };

  return {
    look,
    entries: () => entries,
    batch: find,
    trouble: () => trouble,
    placeCall: async (title, json) => {
      const asked = await api.post('/api/assistants/test-call', { json });
      keep({ kind: 'call', id: randomUUID(), title, asked, chain: [] });
      notBeforeMs = 0;
    },
    startBatch: async (title, query, csv) => {
      const asked = await api.post(`/api/batch-calls?${query}`, { csv });
      const batchId = typeof asked.json?.batchId === 'string' ? asked.json.batchId : null;
      keep({
        ...{ kind: 'batch', id: randomUUID(), title, asked, batchId },
        ...{ act: null, batch: null, recipients: [], hasMore: false, promised: new Map() },
      });
      notBeforeMs = 0;
    },
    act: async (id, what) => {
      const entry = find(id);
      if (!entry?.batchId) return;
      entry.act = await api.post(`/api/batch-calls/${entry.batchId}/${what}`);
      // A batch that is over may be under way again.
      if (entry.batch) entry.batch = { ...entry.batch, status: 'running' };
      notBeforeMs = 0;
    },
  };
}

function nextOf(chain: readonly Call[]): string | null {
  const last = chain.at(-1);
  return last?.nextTry?.callId ?? last?.followUp?.callId ?? null;
}
