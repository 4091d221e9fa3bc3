/**
 * Takes over what a disk kept while the database was away. It is stored as pending and handled by the retries of its lane,
 * so that what the disks of several nodes kept of one phone is sorted before the first of it is handled.
 */
import type { Delivery } from '../inbox/delivery.ts';
import type { Spooled, TakeSpooled } from '../inbox/index.ts';
import { MUSTER_MS } from '../inbox/retry-policy.ts';
import { storePending } from '../inbox/store-pending.ts';
import { arrivedMessage, arrivedPart } from '../messages/index.ts';
import { isConflict, isDatabaseAway, type Sql, withConnection } from '../platform/database/index.ts';
import type { EngineTools } from './tools.ts';

/** One statement each, so that one that cannot be stored leaves the others alone; they share their round trips. */
export function storeSpooled(
  sql: Sql,
  batch: readonly Spooled[],
  tools: EngineTools & { readonly deadlineMs: number },
): ReturnType<TakeSpooled> {
  const retryAt = new Date(tools.clock.now().getTime() + MUSTER_MS);
  const store = async (held: Sql, { id, delivery }: Spooled) => {
    try {
      const beside = textPart(held, delivery, id);
      await storePending(held, delivery, { id, answer: delivery.answer(null), retryAt, beside });
      return { value: undefined };
    } catch (error) {
      // What lost against another transaction is as good as before: the file is handed over again.
      if (isDatabaseAway(error) || isConflict(error)) throw error;
      return { error };
    }
  };
  const work = (held: Sql) => Promise.all(batch.map((one) => store(held, one)));
  return withConnection(sql, work, { deadlineMs: tools.deadlineMs });
}

/** A text is seen from the moment it is stored, also if it ends in the dead letters. */
export function textPart(sql: Sql, delivery: Delivery, id: string) {
  const { occurrence, ourNumber, theirNumber, receivedAt: at, orgId = null } = delivery;
  if (occurrence.kind !== 'text') return undefined;
  const { body, mediaUrls } = occurrence;
  return arrivedPart(
    sql,
    arrivedMessage({ id, orgId, ourNumber, theirNumber, body, mediaUrls, at }),
    'stored',
  );
}
