/** Nothing is promised, and nothing leaves, to somebody who said stop; START is the only way back. */
import { heardConsent } from '../../../src/values/stop-phrases/index.ts';
import { acceptedTexts } from './accepted.ts';
import { type Checked, type CheckTools, unless } from './finding.ts';

interface Said {
  readonly sid: string;
  readonly our_number: string;
  readonly their_number: string;
  readonly body: string;
  /** When it was committed, ms since the epoch. */
  readonly at: number;
}

/** 2 s: a text that the gate had let through was on the wire when the STOP was committed. */
const ON_THE_WIRE_MS = 2_000;

export async function checkStop({ sql, simulator, record }: CheckTools): Promise<Checked> {
  const said = await sql<Said[]>`
    SELECT e.provider_event_id AS sid, m.our_number, m.their_number, m.body,
      extract(epoch FROM e.handled_at)::float8 * 1000 AS at
    FROM inbound_events e JOIN messages m ON m.id = e.id
    WHERE e.provider = 'twilio' AND e.kind = 'text' AND e.status = 'handled' ORDER BY e.handled_at, e.id`;
  const silences = silencesOf(said);
  const confirmations = await sql<
    { id: string }[]
  >`SELECT id FROM outbox WHERE payload ->> 'confirmsOptOut' = 'true'`;
  const isConfirmation = new Set(confirmations.map(({ id }) => id));
  const broken: string[] = [];
  let onTheWire = 0;
  let beforeStored = 0;
  for (const text of acceptedTexts(simulator)) {
    if (isConfirmation.has(text.promiseId)) continue;
    for (const silence of silences.get(`${text.from}|${text.to}`) ?? []) {
      if (text.at >= silence.until) continue;
      if (text.at > silence.from + ON_THE_WIRE_MS) broken.push(`${text.from} → ${text.to}: ${text.body}`);
      else if (text.at > silence.from) onTheWire += 1;
      else if (text.at > (record.texts.get(silence.sid)?.answeredAt ?? Infinity)) beforeStored += 1;
    }
  }
  return {
    broken: unless('nothing is sent after STOP', broken),
    counted: [
      { what: 'times that somebody said stop', count: [...silences.values()].flat().length },
      { what: 'texts on the wire at the moment of a STOP', count: onTheWire },
      { what: 'texts sent while a STOP lay on a disk (the database was away)', count: beforeStored },
    ],
  };
}

interface Silence {
  readonly sid: string;
  readonly from: number;
  until: number;
}

function silencesOf(said: readonly Said[]): Map<string, Silence[]> {
  const silences = new Map<string, Silence[]>();
  for (const { sid, our_number, their_number, body, at } of said) {
    const key = `${our_number}|${their_number}`;
    const known = silences.get(key) ?? [];
    const open = known.findLast(({ until }) => until === Infinity);
    const heard = heardConsent(body);
    if (heard === 'stop' && !open) silences.set(key, [...known, { sid, from: at, until: Infinity }]);
    if (heard === 'start' && open) open.until = at;
  }
  return silences;
}
