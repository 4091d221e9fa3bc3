/** One call is asked for: weighed, written down, and put forward at once. */
import type { CallType } from '../../machines/call-outcome/labels.ts';
import { mayCall } from '../consent/index.ts';
import type { Queries } from '../platform/database/index.ts';
import { parsePhone } from '../values/phone.ts';
import { putForward } from './put-forward.ts';
import { resolveTopic } from './topic.ts';
import type { CallRequest, OutboundTools, RequestOutcome, WaitsFor } from './types.ts';
import { hasConsented, vouch } from './vouch.ts';

/**
 * Resolves when the row is committed and its first dialling was tried: the promise is kept by a worker afterwards.
 * A refusal leaves nothing behind.
 */
export async function requestCall(tools: OutboundTools, request: CallRequest): Promise<RequestOutcome> {
  const { sql, clock, newId } = tools;
  const { orgId, callType } = request;
  const topic = await resolveTopic(tools, request);
  if (topic.kind === 'refused') return topic;
  const phone = parsePhone(request.phone, topic.country);
  if (phone === null) return { kind: 'refused', reason: 'bad_phone' };
  const contact = { orgId, ourNumber: topic.ourNumber, phone };
  if (!(await mayCall(sql, contact))) return { kind: 'refused', reason: 'do_not_call' };
  const isVouched = request.hasConsent ?? topic.consentPolicy === 'vouched';
  if (!isVouched && (request.hasConsent === false || !(await isRecorded(sql, contact)))) {
    return { kind: 'refused', reason: 'no_consent' };
  }
  const callId = request.callId ?? newId();
  const at = clock.now();
  await sql.begin(async (tx) => {
    if (isVouched) {
      const words = wordsOf(callType);
      await vouch(tx, { orgId, phones: tx`SELECT ${phone}::text AS phone`, words, source: 'operator', at });
    }
    await tx`
      INSERT INTO agent_calls (id, org_id, our_number, phone, name, call_type, agent_id, origin, variables, turn,
        not_before, created_at)
      VALUES (${callId}, ${orgId}, ${topic.ourNumber}, ${phone}, ${request.name ?? null}, ${callType}, ${topic.agentId},
        'request', ${JSON.stringify(request.variables ?? {})}::text::jsonb, 1, ${at}, ${at})
      ON CONFLICT (id) DO NOTHING`;
  });
  await putForward(tools, { id: callId, org_id: orgId, our_number: topic.ourNumber, phone, turn: 1 });
  return await standing(sql, callId);
}

const wordsOf = (callType: CallType) => `asked for by the organization: ${callType}`;

async function isRecorded(
  sql: Queries,
  { orgId, phone }: { orgId: string; phone: string },
): Promise<boolean> {
  const [row] = await sql<{ is_given: boolean }[]>`
    SELECT ${hasConsented(sql, { phone: sql`${phone}::text`, orgId: sql`${orgId}::text` })} AS is_given`;
  return row?.is_given === true;
}

async function standing(sql: Queries, callId: string): Promise<RequestOutcome> {
  const [row] = await sql<{ status: string; waits_for: WaitsFor | null; not_before: Date }[]>`
    SELECT status, waits_for, not_before FROM agent_calls WHERE id = ${callId}`;
  if (!row) throw new Error('the call that was just written is not there');
  // Somebody asked not to be called while this was being weighed.
  if (row.status === 'do_not_call') return { kind: 'refused', reason: 'do_not_call' };
  const isQueued = row.status === 'queued';
  return {
    kind: 'accepted',
    callId,
    status: row.status,
    waitsFor: isQueued ? row.waits_for : null,
    notBefore: isQueued && row.waits_for !== 'turn' ? row.not_before.toISOString() : null,
  };
}
