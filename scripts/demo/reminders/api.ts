/** How the room speaks with the service: over HTTP, with a key of the business, as any program of theirs would. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** One request and what came of it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** Null: nobody answered. */
  readonly status: number | null;
  /** The JSON of the answer; null where it was none. */
  readonly json: Readonly<Record<string, unknown>> | null;
  readonly text: string;
  /** Seconds; null: it did not say. */
  readonly retryAfterS: number | null;
}

export interface Asking {
  readonly json?: unknown;
  readonly csv?: string;
}

export interface Access {
  readonly serviceUrl: string;
  /** The key for what a person does. */
  readonly acts: string;
  /** The key for looking. */
  readonly looks: string;
}

export interface Api {
  /** What people may see of the key. */
  keyBeginning(): string;
  get(path: string): Promise<Exchange>;
  /** Tried again with the same Idempotency-Key while nobody answers, so that a node may die and nothing is done twice. */
  post(path: string, asking?: Asking): Promise<Exchange>;
}

/** A killed node is back within three seconds; another one answers sooner. */
const TRIES = 5;
const PAUSE_MS = 700;
/** 15 s: longer than the service lets a statement run. */
const TIMEOUT_MS = 15_000;
const PREFIX_LENGTH = 12;

/** `access` is asked each time: the page may be open before the service is. */
export function openApi(access: () => Access): Api {
  const ask = async (path: string, init: RequestInit & { method: string }): Promise<Exchange> => {
    const about = { method: init.method, path };
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(`${access().serviceUrl}${path}`, { ...init, signal });
      // Its own `text()` would swallow the byte order mark of a CSV file.
      const text = Buffer.from(await response.arrayBuffer()).toString();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
      return {
        ...{ ...about, status: response.status, text, json: isJson ? JSON.parse(text) : null },
        retryAfterS: Number.isFinite(retryAfterS) ? retryAfterS : null,
      };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { ...about, status: null, json: null, text, retryAfterS: null };
    }
  };
  return {
    keyBeginning: () => access().acts.slice(0, PREFIX_LENGTH),
    get: (path) => ask(path, { method: 'GET', headers: { authorization: `Bearer ${access().looks}` } }),
    post: async (path, { json, csv } = {}) => {
      const headers = new Headers({
        authorization: `Bearer ${access().acts}`,
        'idempotency-key': randomUUID(),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(csv === undefined ? {} : { 'content-type': 'text/csv' }),
      });
      const body = json === undefined ? csv : JSON.stringify(json);
      const init = { method: 'POST', headers, ...(body === undefined ? {} : { body }) };
      for (let tried = 1; ; tried += 1) {
        const exchange = await ask(path, init);
        if (exchange.status !== null || tried === TRIES) return exchange;
        await delay(PAUSE_MS);
      }
    },
  };
}
