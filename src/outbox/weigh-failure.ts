/** Decides what follows from a text that was not delivered: an opt-out, a flag, one later try, an alert, news for its machine. */
import { z } from 'zod';
import type { MachineName } from '../../machines/step/index.ts';
import { consentScope, recordConsent } from '../consent/index.ts';
import type { Advance } from '../inbox/delivery.ts';
import { flagUntextable, meaningOf, needsOperator, repeatPart } from '../messages/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database/index.ts';
import type { NewId } from '../platform/ids.ts';
import type { Log } from '../platform/log.ts';
import type { Ring } from './alerts/index.ts';
import type { Claimed } from './claim.ts';
import type { Kept } from './keepers.ts';

export interface WeighTools {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly advance: Advance;
  /** Names the holders of leases. */
  readonly newId: NewId;
  readonly log: Log;
  readonly ring: Ring;
}

/** 30 s: the answer to the creation is seconds away, if it comes at all. */
const ASK_AGAIN_MS = 30_000;
/** 5 tries: a receipt about a text that is not ours is stored, and that is all. */
const MAX_ATTEMPTS = 5;
/** 1 h: what was to be said then is no news any more. */
const RELEVANT_MS = 60 * 60_000;
/** 3 minutes: a phone that was off or out of reach is back in minutes, not seconds. */
const REPEAT_AFTER_MS = 3 * 60_000;

const receipt = z.object({
  promiseId: z.string().nullable(),
  providerId: z.string(),
  status: z.string(),
  errorCode: z.string().nullable(),
});

interface FailedText {
  readonly id: string;
  readonly org_id: string | null;
  readonly our_number: string;
  readonly recipient: string;
  readonly machine: string | null;
  readonly text: string | null;
  readonly thread_our: string | null;
  readonly thread_their: string | null;
  readonly created_at: Date;
  readonly retry_of: string | null;
}

export async function keepWeighing(promise: Claimed, tools: WeighTools): Promise<Kept> {
  const { promiseId, providerId, status, errorCode } = receipt.parse(promise.payload);
  const text = await findFailed(tools.sql, promiseId, providerId);
  if (!text) {
    if (promise.attempts < MAX_ATTEMPTS)
      return {
        kind: 'retry',
        afterMs: ASK_AGAIN_MS,
        code: 'not_ours',
        reason: 'a text that nobody knows yet',
      };
    return { kind: 'kept' };
  }
  const code = errorCode ?? status;
  const { decision, meaning } = meaningOf(code);
  const about = { orgId: text.org_id, messageId: text.id, code, meaning };
  tools.log.info({ ...about, decision }, 'twilio.messaging undelivered');
  const now = tools.clock.now();
  if (decision === 'opted_out') await recordOptOut(tools.sql, text, code, now);
  if (decision === 'bad_number') await flagUntextable(tools.sql, { phone: text.recipient, code, at: now });
  if (decision === 'retry_once' && (await repeat(text, now, tools))) return { kind: 'kept' };
  if (needsOperator(decision)) await tools.ring('text_undelivered', about);
  await tell(text, `${code} ${meaning}`, tools);
  return { kind: 'kept' };
}

async function findFailed(
  sql: Sql,
  promiseId: string | null,
  providerId: string,
): Promise<FailedText | null> {
  const rows = await sql<FailedText[]>`
    SELECT m.id, m.org_id, m.our_number, m.their_number AS recipient, o.machine, o.payload ->> 'text' AS text,
      c.our_number AS thread_our, c.their_number AS thread_their, m.created_at, m.retry_of
    FROM messages m LEFT JOIN outbox o ON o.id = m.id LEFT JOIN conversations c ON c.id = m.conversation_id
    WHERE m.direction = 'outbound' AND (m.id = ${promiseId} OR m.provider_id = ${providerId}) LIMIT 1`;
  return rows[0] ?? null;
}

function recordOptOut(sql: Sql, text: FailedText, code: string, at: Date): Promise<void> {
  return recordConsent(sql, {
    orgId: text.org_id,
    scope: consentScope(text.org_id, text.our_number),
    phone: text.recipient,
    channel: 'sms',
    action: 'opt_out',
    words: code,
    source: 'provider_error',
    at,
  });
}

/** At most once, while it is news, and only if they have not written since. Resolves to whether it will be. */
async function repeat(text: FailedText, now: Date, { sql }: WeighTools): Promise<boolean> {
  if (text.retry_of !== null || now.getTime() - text.created_at.getTime() > RELEVANT_MS) return false;
  const rows = await sql`
    WITH again AS (${repeatPart(sql, { of: text.id })})
    INSERT INTO outbox (id, org_id, conversation_id, machine, kind, lane, recipient, payload, is_answer, due_at)
    SELECT again.id, o.org_id, o.conversation_id, o.machine, o.kind, o.lane, o.recipient, o.payload, false,
      ${new Date(now.getTime() + REPEAT_AFTER_MS)}
    FROM outbox o, again WHERE o.id = ${text.id} RETURNING id`;
  return rows.length > 0;
}

/** Once for each text: a second receipt about it has the same id. */
async function tell(text: FailedText, reason: string, { advance, clock }: WeighTools): Promise<void> {
  if (!text.org_id || !text.machine || !text.thread_our || !text.thread_their) return;
  await advance({
    provider: 'jobrun',
    providerEventId: `undelivered:${text.id}`,
    ourNumber: text.thread_our,
    theirNumber: text.thread_their,
    orgId: text.org_id,
    isTextable: true,
    occurrence: {
      kind: 'machine',
      machine: text.machine as MachineName,
      event: { type: 'TEXT_FAILED', text: text.text ?? '', reason },
    },
    receivedAt: clock.now(),
    answer: () => '',
  });
}
