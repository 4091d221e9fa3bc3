/** The end of a trial: nothing dies and nobody lies any more; what still has to be done must be done soon. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../support/cluster/index.ts';
import { stillWaiting } from './checks/index.ts';
import type { NetworkRecord } from './record.ts';

/** 60 s: then nothing may be stuck (a claim lasts 30 s, a dead node's tasks are freed within 25 s). */
const QUIET_WITHIN_S = 60;
/** Nothing on the wire for so long: the network has nothing left to deliver. */
const SILENCE_MS = 1_500;

/** Waits until neither the database nor the network has anything left to do. */
export async function becomeQuiet(
  cluster: Cluster,
  record: NetworkRecord,
): Promise<{ quietAfterS: number | null; stuck: readonly string[] }> {
  const startedAt = performance.now();
  for (;;) {
    const stuck = await stillWaiting(cluster.sql, cluster.nodes);
    const isSilent = performance.now() - record.lastAt() > SILENCE_MS;
    const seconds = (performance.now() - startedAt) / 1_000;
    if (stuck.length === 0 && isSilent) return { quietAfterS: Math.round(seconds), stuck };
    if (seconds > QUIET_WITHIN_S) return { quietAfterS: null, stuck };
    await delay(250);
  }
}
