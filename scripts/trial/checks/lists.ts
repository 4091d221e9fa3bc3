/** Nobody on a list is forgotten: what was accepted is called to its end, what was not accepted calls nobody. */
import { type Checked, type CheckTools, unless } from './finding.ts';

interface Batch {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly end_reason: string | null;
  readonly recipients: number;
  readonly calls: number;
}

type What = readonly { readonly what: string }[];
const words = (rows: What) => rows.map(({ what }) => what);

export async function checkLists({ sql, lists }: CheckTools): Promise<Checked> {
  const batches = await sql<Batch[]>`
    SELECT b.id, b.name, b.status, b.end_reason,
      (SELECT count(*)::int FROM batch_recipients r WHERE r.batch_id = b.id) AS recipients,
      (SELECT count(*)::int FROM agent_calls c WHERE c.batch_id = b.id) AS calls
    FROM call_batches b`;
  const known = new Map(batches.map((batch) => [batch.id, batch]));
  const made = Map.groupBy(
    batches.filter(({ status }) => status !== 'failed'),
    ({ name }) => name,
  );
  const accepted = lists.filter(({ batchIds }) => batchIds.length > 0);
  const lost = accepted.filter(({ batchIds: [id = ''], recipients }) => {
    const batch = known.get(id);
    return batch?.recipients !== recipients || batch.status === 'failed';
  });
  const failed = batches.filter(({ status }) => status === 'failed');
  return {
    broken: [
      ...unless(
        'a list that was accepted is there, complete',
        lost.map(({ name, batchIds }) => `${name}: ${known.get(batchIds[0] ?? '')?.status ?? 'nowhere'}`),
      ),
      ...unless(
        'the same list under the same key is one batch',
        accepted.filter(({ batchIds }) => new Set(batchIds).size > 1).map(({ name }) => name),
      ),
      ...unless(
        'a list makes one batch, however often it was sent',
        [...made].filter(([, those]) => those.length > 1).map(([name, those]) => `${those.length} × ${name}`),
      ),
      ...unless(
        'a list that was not taken in to its end calls nobody, and says why',
        failed
          .filter(({ calls, end_reason }) => calls > 0 || !end_reason)
          .map(({ id, name }) => `${name} ${id}`),
      ),
      ...unless('everybody on a list comes to an end, or has a next step', words(await forgotten(sql))),
      ...unless('nobody keeps a place without being on a call', words(await strandedSlots(sql))),
      ...unless('a day counts the calls that were dialled on it', words(await miscounted(sql))),
    ],
    counted: [
      { what: 'lists sent', count: lists.length },
      { what: 'lists accepted', count: accepted.length },
      { what: 'recipients on them', count: accepted.reduce((sum, { recipients }) => sum + recipients, 0) },
      {
        what: 'requests with a list that nobody answered',
        count: lists.reduce((sum, { unanswered }) => sum + unanswered, 0),
      },
      { what: 'lists that broke off and were given up', count: failed.length },
    ],
  };
}

/** A queued call has its time, one under way its timer or its promise; everybody else has an end. */
function forgotten(sql: CheckTools['sql']): Promise<What> {
  return sql<{ what: string }[]>`
    SELECT b.name || ', row ' || r.position || ' ' || coalesce(r.phone, '') || ': ' || r.outcome || ' ' || coalesce(c.status, '') AS what
    FROM batch_recipients r JOIN call_batches b ON b.id = r.batch_id LEFT JOIN agent_calls c ON c.id = r.call_id
    WHERE b.status <> 'failed' AND (r.outcome = 'pending' OR (r.outcome = 'queued' AND (c.id IS NULL
      OR (c.status = 'queued' AND c.not_before < now() - interval '1 minute')
      OR (c.status IN ('dialling', 'answered') AND NOT EXISTS (SELECT FROM conversations v
        JOIN timers t ON t.conversation_id = v.id WHERE v.machine = 'call-outcome' AND v.org_id = c.org_id
          AND v.their_number = c.phone)))))`;
}

function strandedSlots(sql: CheckTools['sql']): Promise<What> {
  return sql<{ what: string }[]>`
    SELECT s.org_id || ' place ' || s.slot || ': ' || coalesce(c.status, 'no such call') AS what
    FROM call_slots s LEFT JOIN agent_calls c ON c.id = s.call_id
    WHERE s.leased_until > now() AND c.status IS DISTINCT FROM 'dialling' AND c.status IS DISTINCT FROM 'answered'`;
}

function miscounted(sql: CheckTools['sql']): Promise<What> {
  return sql<{ what: string }[]>`
    SELECT o.id || ': counted ' || counted.used || ', dialled ' || dialled.calls AS what FROM organizations o
    CROSS JOIN LATERAL (SELECT coalesce(sum(used), 0)::int AS used FROM outbound_usage u WHERE u.org_id = o.id) counted
    CROSS JOIN LATERAL (SELECT count(*)::int AS calls FROM agent_calls c
      WHERE c.org_id = o.id AND c.dialled_at IS NOT NULL) dialled
    WHERE counted.used <> dialled.calls`;
}
