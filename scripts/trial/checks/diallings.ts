/** Every call was dialled once for each try that was planned; at most once where nobody can ever know; nobody else's phone rang. */
import { type Checked, type CheckTools, unless } from './finding.ts';

interface CallRow {
  readonly id: string;
  readonly phone: string;
  readonly status: string;
  readonly attempt: number;
  readonly conversation_id: string | null;
  readonly end_reason: string | null;
}

/** What such a row says is only true of a phone that was dialled. */
const WAS_DIALLED = new Set(['answered', 'completed', 'no_answer', 'busy']);
/** And of these only while it was not. */
const WAS_NOT = new Set(['queued', 'cancelled', 'do_not_call', 'refused']);

export async function checkDiallings({ sql, simulator }: CheckTools): Promise<Checked> {
  const dialled = simulator.elevenlabs.conversations();
  const rows = await sql<CallRow[]>`
    SELECT id, phone, status, attempt, conversation_id, end_reason FROM agent_calls WHERE direction = 'outbound'`;
  const known = new Map(rows.map((row) => [row.id, row]));
  const rings = Map.groupBy(dialled, ({ variables }) => String(variables.call_id));
  const timesOf = ({ id }: CallRow) => rings.get(id)?.length ?? 0;
  const twice = rows.filter((row) => timesOf(row) > 1);
  const unasked = dialled.filter(({ variables }) => !known.has(String(variables.call_id)));
  const astray = dialled.filter(({ variables, externalNumber, id }) => {
    const row = known.get(String(variables.call_id));
    return (
      row && (row.phone !== externalNumber || (row.conversation_id !== null && row.conversation_id !== id))
    );
  });
  // A failed one that has a conversation did not get through; without one it was never placed.
  const isSaidDialled = ({ status, conversation_id }: CallRow) =>
    WAS_DIALLED.has(status) || (status === 'failed' && conversation_id !== null);
  const isSaidNot = ({ status, conversation_id }: CallRow) =>
    WAS_NOT.has(status) || (status === 'failed' && conversation_id === null);
  const undialled = rows.filter((row) => isSaidDialled(row) && timesOf(row) === 0);
  const anyway = rows.filter((row) => isSaidNot(row) && timesOf(row) > 0);
  const planned = await sql<{ what: string }[]>`
    SELECT phone || ': try ' || attempt || ' ' || count(*) || ' times' AS what FROM agent_calls
    WHERE recipient_id IS NOT NULL GROUP BY recipient_id, phone, attempt HAVING count(*) > 1`;
  const unclear = rows.filter(({ status }) => status === 'unclear');
  return {
    broken: [
      ...unless('no call is dialled twice', twice.map(describe)),
      ...unless(
        'no phone rings without a call that was asked for',
        unasked.map(({ id, externalNumber }) => `${id} → ${externalNumber}`),
      ),
      ...unless(
        'a call rings the phone that it was asked for',
        astray.map(({ id, externalNumber }) => `${id} → ${externalNumber}`),
      ),
      ...unless('a call that counts as made was dialled', undialled.map(describe)),
      ...unless('a call that counts as not made was not dialled', anyway.map(describe)),
      ...unless(
        'each try of a recipient is planned once',
        planned.map(({ what }) => what),
      ),
    ],
    counted: [
      { what: 'calls asked for, each try and each follow-up one', count: rows.length },
      { what: 'phones dialled by the voice company', count: dialled.length },
      { what: 'calls tried again', count: rows.filter(({ attempt }) => attempt > 1).length },
      { what: 'calls of which nobody knows', count: unclear.length },
      { what: '… that were dialled, once', count: unclear.filter((row) => timesOf(row) === 1).length },
    ],
  };
}

const describe = ({ id, phone, status, attempt, end_reason }: CallRow) =>
  `${id} → ${phone}, try ${attempt}: ${status}${end_reason ? ` (${end_reason})` : ''}`;
