/** Every text that was answered 2xx has exactly one effect. */
import { type Checked, type CheckTools, unless } from './finding.ts';

interface EventRow {
  readonly sid: string;
  readonly status: string;
  readonly body: string | null;
  readonly messages: number;
}

export async function checkDeliveries({ sql, record }: CheckTools): Promise<Checked> {
  const rows = await sql<EventRow[]>`
    SELECT e.provider_event_id AS sid, e.status, (SELECT m.body FROM messages m WHERE m.id = e.id) AS body,
      (SELECT count(*)::int FROM messages m WHERE m.id = e.id) AS messages
    FROM inbound_events e WHERE e.provider = 'twilio' AND e.kind = 'text'`;
  const stored = new Map(rows.map((row) => [row.sid, row]));
  const answered = [...record.texts.values()].filter(({ answeredAt }) => answeredAt !== null);
  const lost = answered.filter(({ sid }) => !stored.has(sid));
  const unfinished = answered.filter(({ sid }) => (stored.get(sid)?.status ?? 'handled') !== 'handled');
  const twice = await sql<{ what: string }[]>`
    SELECT t.inbound_event_id || ' moved ' || t.conversation_id || ' ' || count(*) || ' times by ' || (t.event ->> 'type') AS what
    FROM transitions t WHERE t.inbound_event_id IS NOT NULL
    GROUP BY t.inbound_event_id, t.conversation_id, t.event HAVING count(*) > 1`;
  const unseen = answered.filter(({ sid, body }) => {
    const row = stored.get(sid);
    return row !== undefined && row.messages > 0 && row.body !== body;
  });
  return {
    broken: [
      ...unless('a text that was answered 2xx is in the database', lost.map(describe)),
      ...unless('a text that was answered 2xx was handled to its end', unfinished.map(describe)),
      ...unless(
        'a delivery moves a machine once',
        twice.map(({ what }) => what),
      ),
      ...unless('a text is kept as it was written', unseen.map(describe)),
    ],
    counted: [
      { what: 'texts written by people and answered 2xx', count: answered.length },
      { what: 'texts that the network never got an answer for', count: record.texts.size - answered.length },
    ],
  };
}

const describe = ({ sid, from, to, body }: { sid: string; from: string; to: string; body: string }) =>
  `${sid} ${from} → ${to}: ${body}`;
