/** Writes down a REST call that asks for a text or a call: what was done, and what the caller was told. */
import { z } from 'zod';
import type { LieKind } from '../lies/kinds.ts';
import { promiseIn } from './follow.ts';
import type { NetworkRecord, RecordFact } from './index.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly lie: { readonly kind: LieKind; readonly way: string } | null;
}

type AskedFact = Extract<RecordFact, { type: 'asked' }>;

/** A call of a voice agent has two ids; Twilio's is the one that the legs are known by. */
const created = z.union([
  z.object({ sid: z.string() }),
  z.object({ callSid: z.string() }).transform(({ callSid }) => ({ sid: callSid })),
]);
const refused = z.object({ code: z.number() });

/** The function takes the true answer, or null when the call was never carried out. Other calls are not recorded. */
export function createAskedRecord(
  record: NetworkRecord,
  { method, path, params, lie }: Asked,
): (truth: Response | null) => Promise<void> {
  const what = method === 'POST' ? whatIsAsked(path) : null;
  return async (truth) => {
    if (!what) return;
    const answer = truth ? await truth.clone().json() : null;
    const sid = created.safeParse(answer).data?.sid ?? null;
    const code = refused.safeParse(answer).data?.code ?? null;
    record.append({
      ...{ type: 'asked', what, sid, code, lie: lie?.kind ?? null },
      promise: promiseIn(params.StatusCallback),
      from: params.From ?? params.agent_phone_number_id ?? '',
      to: params.To ?? params.to_number ?? '',
      body: params.Body ?? '',
      done: doneBy(sid, truth),
      answered: answeredBy(lie?.way, sid),
    });
  };
}

function whatIsAsked(path: string): AskedFact['what'] | null {
  if (path.endsWith('/Messages.json')) return 'text';
  return path.endsWith('/Calls.json') || path.endsWith('/outbound-call') ? 'call' : null;
}

function doneBy(sid: string | null, truth: Response | null): AskedFact['done'] {
  if (!truth) return 'nothing';
  return sid ? 'accepted' : 'refused';
}

/** A 429 is a no; every other lie leaves the caller without a readable yes or no. */
function answeredBy(way: string | undefined, sid: string | null): AskedFact['answered'] {
  if (way === 'too_many') return 'no';
  if (way) return 'neither';
  return sid ? 'yes' : 'no';
}
