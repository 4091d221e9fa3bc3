/** Takes one chunk of a batch's list in: every row is kept, also the ones that are never called, with the reason. */
import { isBlocked } from '../consent/index.ts';
import type { Transaction } from '../platform/database/index.ts';
import { type CountryCode, parsePhone } from '../values/phone.ts';
import { resolveTopic } from './topic.ts';
import type { BatchRef, ChunkCounts, NewRecipient, OutboundTools } from './types.ts';
import { hasConsented, vouching } from './vouch.ts';

/** The batch is not there, is another organization's, or has been started already: a bug of the caller's. */
export class NotImportingError extends Error {
  override readonly name = 'NotImportingError';
}

/**
 * At most some 5,000 at once: a chunk is one statement and one JSON. What became of the rows stays where the lists are;
 * only their numbers come back. A row that is there already is not added again.
 */
export async function addRecipients(
  tools: OutboundTools,
  { orgId, batchId }: BatchRef,
  rows: readonly NewRecipient[],
): Promise<ChunkCounts> {
  const { sql, clock } = tools;
  return await sql.begin(async (tx) => {
    const [batch] = await tx<
      { our_number: string; agent_id: string; call_type: 'BILLING_REMINDER'; name: string }[]
    >`
      SELECT our_number, agent_id, call_type, name FROM call_batches
      WHERE id = ${batchId} AND org_id = ${orgId} AND status = 'importing' FOR NO KEY UPDATE`;
    if (!batch) throw new NotImportingError('this batch takes no recipients');
    const topic = await resolveTopic({ ...tools, sql: tx }, { orgId, callType: batch.call_type });
    const isVouched = topic.kind === 'known' ? topic.consentPolicy === 'vouched' : false;
    const country = topic.kind === 'known' ? topic.country : tools.defaultCountry;
    const words = `asked for by the organization: ${batch.call_type}, ${batch.name}`;
    const [counts] = await insert(
      tx,
      { orgId, batchId, ourNumber: batch.our_number, words, at: clock.now() },
      asked(rows, country, isVouched),
    );
    if (!counts) throw new Error('a count is always answered');
    return counts;
  });
}

interface Asked {
  readonly position: number;
  readonly name: string | null;
  readonly written: string;
  readonly phone: string | null;
  readonly problem: string | null;
  readonly variables: Readonly<Record<string, string>>;
  /** True: vouched for; false: expressly not; null: the ledger must say so. */
  readonly consent: boolean | null;
}

function asked(rows: readonly NewRecipient[], country: CountryCode, isVouched: boolean): Asked[] {
  return rows.map(({ position, name, phone, problem, variables = {}, hasConsent }) => ({
    position,
    name,
    written: phone,
    phone: problem === undefined ? parsePhone(phone, country) : null,
    problem: problem ?? null,
    variables,
    consent: hasConsent ?? (isVouched ? true : null),
  }));
}

interface Into extends BatchRef {
  readonly ourNumber: string;
  /** What the ledger says of those who are vouched for. */
  readonly words: string;
  readonly at: Date;
}

/**
 * Filtered where the lists are: one statement, whatever their length. The look for a repeated phone is a subquery and no
 * EXISTS, which PostgreSQL would answer by reading the whole batch again for each chunk.
 */
function insert(
  tx: Transaction,
  { orgId, batchId, ourNumber, words, at }: Into,
  rows: readonly Asked[],
): Promise<ChunkCounts[]> {
  return tx<ChunkCounts[]>`
    WITH x AS MATERIALIZED (
      SELECT *, row_number() OVER (PARTITION BY phone ORDER BY position) AS nth
      FROM json_to_recordset(${JSON.stringify(rows)}::text::json)
        AS x(position int, name text, written text, phone text, problem text, variables jsonb, consent boolean)
    ), weighed AS (
      SELECT x.*, CASE
        WHEN x.phone IS NULL THEN 'invalid'
        WHEN x.nth > 1 OR (SELECT true FROM batch_recipients r WHERE r.batch_id = ${batchId} AND r.phone = x.phone
          AND r.outcome <> 'duplicate' LIMIT 1) THEN 'duplicate'
        WHEN ${isBlocked(tx, {
          phone: tx`x.phone`,
          orgId: tx`${orgId}::text`,
          ourNumber: tx`${ourNumber}::text`,
          isCall: tx`true`,
        })} THEN 'do_not_call'
        WHEN x.consent IS FALSE OR (x.consent IS NULL
          AND NOT ${hasConsented(tx, { phone: tx`x.phone`, orgId: tx`${orgId}::text` })}) THEN 'no_consent'
        ELSE 'pending' END AS outcome
      FROM x
    ), added AS (
      INSERT INTO batch_recipients (org_id, batch_id, position, name, written, phone, variables, outcome, error)
      SELECT ${orgId}, ${batchId}, position, name, written, phone, coalesce(variables, '{}'), outcome, CASE outcome
        WHEN 'invalid' THEN coalesce(problem, 'not a phone number') WHEN 'duplicate' THEN 'this phone is in the list already' END
      FROM weighed ORDER BY position
      ON CONFLICT (batch_id, position) DO NOTHING RETURNING phone, outcome
    ), ${vouching(tx, { orgId, phones: tx`SELECT phone FROM added WHERE outcome = 'pending'`, words, source: 'import', at })}
    SELECT count(*) FILTER (WHERE outcome = 'pending')::int AS added,
      count(*) FILTER (WHERE outcome = 'do_not_call')::int AS "skippedDoNotCall",
      count(*) FILTER (WHERE outcome = 'no_consent')::int AS "noConsent",
      count(*) FILTER (WHERE outcome = 'duplicate')::int AS duplicates,
      count(*) FILTER (WHERE outcome = 'invalid')::int AS invalid
    FROM added`;
}
