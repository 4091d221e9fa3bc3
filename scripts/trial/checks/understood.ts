/** What people said on a call is what is written down, and what follows from it follows once. */
import { meaningOf } from '../calling/index.ts';
import { type Checked, type CheckTools, unless } from './finding.ts';

interface CallRow {
  readonly id: string;
  readonly label: string | null;
  readonly is_stopped: boolean;
  readonly follow_ups: number;
  readonly open_follow_ups: number;
  readonly callbacks: number;
  readonly next_calls: number;
  readonly done_by_call: number;
}

export async function checkUnderstood({ sql, simulator }: CheckTools): Promise<Checked> {
  const rows = await sql<CallRow[]>`
    SELECT c.id, c.analysis ->> 'label' AS label,
      EXISTS (SELECT FROM consents s WHERE s.phone = c.phone AND s.scope = 'org:' || c.org_id AND s.channel = 'call'
        AND s.is_opted_out) AS is_stopped,
      count(f.id)::int AS follow_ups, count(f.id) FILTER (WHERE f.status <> 'cancelled')::int AS open_follow_ups,
      count(f.id) FILTER (WHERE f.status = 'done' AND f.channel = 'call')::int AS done_by_call,
      (SELECT count(*)::int FROM callbacks k WHERE k.call_id = c.id) AS callbacks,
      (SELECT count(*)::int FROM agent_calls n WHERE n.follows = c.id AND n.origin = 'follow_up') AS next_calls
    FROM agent_calls c LEFT JOIN follow_ups f ON f.call_id = c.id
    WHERE c.direction = 'outbound' AND c.status = 'completed' GROUP BY c.id`;
  const known = new Map(rows.map((row) => [row.id, row]));
  const [told] = await sql<{ promised: number; wished: number }[]>`
    SELECT (SELECT count(*)::int FROM outbox o WHERE kind = 'sendText' AND payload ->> 'text' = 'callbackWanted'
        -- One that the network gave up is said once more.
        AND NOT EXISTS (SELECT FROM messages m WHERE m.id = o.id AND m.retry_of IS NOT NULL)) AS promised,
      (SELECT count(*)::int FROM callbacks) AS wished`;
  const misheard: string[] = [];
  const unfollowed: string[] = [];
  const talks = simulator.elevenlabs.conversations().filter(({ status }) => status === 'done');
  for (const { transcript, variables, externalNumber } of talks) {
    const meant = meaningOf(transcript.flatMap(({ role, message }) => (role === 'user' ? [message] : [])));
    const row = known.get(String(variables.call_id));
    if (!row || !meant) continue;
    if (row.label !== meant)
      misheard.push(`${row.id} ${externalNumber}: said ${meant}, written ${row.label}`);
    else if (!hasFollowed(row, meant))
      unfollowed.push(`${row.id} ${externalNumber}: ${meant} ${JSON.stringify(row)}`);
  }
  const doubled = rows.filter((row) => row.open_follow_ups > 1 || row.next_calls !== row.done_by_call);
  return {
    broken: [
      ...unless('what was said is what is written down', misheard),
      ...unless('what was asked for follows', unfollowed),
      ...unless(
        'a follow-up exists once, and becomes one call',
        doubled.map((row) => JSON.stringify(row)),
      ),
      ...unless(
        'an owner is told once of somebody who wants a person',
        told?.promised === told?.wished ? [] : [`${told?.promised} texts for ${told?.wished} wishes`],
      ),
    ],
    counted: [
      { what: 'calls on which somebody spoke', count: talks.length },
      { what: 'follow-ups', count: rows.reduce((sum, { follow_ups: count }) => sum + count, 0) },
      { what: 'wishes for a person', count: told?.wished ?? 0 },
    ],
  };
}

/** Whoever wants no calls any more is not called later either. */
function hasFollowed(row: CallRow, meant: string): boolean {
  if (meant === 'LATER') return row.open_follow_ups === 1 || (row.is_stopped && row.follow_ups > 0);
  if (meant === 'ASK_AGENT') return row.callbacks === 1;
  return meant !== 'DONT_CALL' || row.is_stopped;
}
