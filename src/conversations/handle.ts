/** One delivery of a batch: recognised, answered, routed, done, and stored with what became of it. */
import type { MachineName } from '../../machines/step/index.ts';
import { type Delivery, type Handled, laneOf } from '../inbox/delivery.ts';
import { arrivedMessage } from '../messages/index.ts';
import type { Sql } from '../platform/database/index.ts';
import { calledOf, recordCall } from './calls.ts';
import { follow } from './follow.ts';
import { route } from './route.ts';
import type { ReadRow } from './sql/read.ts';
import type { EngineTools } from './tools.ts';
import { conversationKey, type Organization, type World } from './world.ts';

/** A delivery on its way through a transaction. `stored` is set when it was stored before, as pending. */
export interface Attempt {
  readonly delivery: Delivery;
  readonly id: string;
  readonly stored: boolean;
}

export interface Handling {
  readonly sql: Sql;
  readonly world: World;
  readonly tools: EngineTools;
  readonly attempt: Attempt;
  readonly found: readonly ReadRow[];
  /** Lanes in which an earlier delivery still waits. */
  readonly blocked: ReadonlySet<string>;
  /** Timers that are still the ones that were set, by `timerKey`. */
  readonly timers: ReadonlySet<string>;
}

/** Resolves to the answer and the outcome. Throws when a machine or an effect fails. */
export async function handle(handling: Handling): Promise<Handled> {
  const { world, attempt, found, blocked, tools } = handling;
  const { delivery } = attempt;
  const first = found[0];
  if (!first) throw new Error('the first statement gave no row for a delivery');
  if (first.seen_answer !== null && !attempt.stored)
    return { answer: first.seen_answer, outcome: 'duplicate' };
  for (const row of found) learn(world, row);

  const bornId = first.org_id ?? world.bornByPhone.get(delivery.theirNumber) ?? null;
  const organization = bornId === null ? null : (world.organizations.get(bornId) ?? null);
  const isOptedOut = world.optedOut.get(laneOf(delivery)) ?? first.is_opted_out;
  const called = calledOf(first, delivery, {
    world,
    onboardingNumber: tools.onboardingNumber,
    isAgentDeaf: tools.isAgentDeaf ?? false,
  });
  const answer = attempt.stored && first.seen_answer !== null ? first.seen_answer : delivery.answer(called);
  if (!attempt.stored && blocked.has(laneOf(delivery))) {
    store(handling, organization, { answer, outcome: 'pending' });
    wakeRetry(world, laneOf(delivery));
    return { answer, outcome: 'pending' };
  }
  const decided = route(delivery, {
    ...first,
    org_id: organization?.id ?? null,
    is_opted_out: isOptedOut,
    missed_call: recordCall(world, delivery, { row: first, called, answer }),
  });
  const promisedBefore = world.promises.length;
  const handled = { answer, outcome: await follow(handling, decided, organization, isOptedOut) };
  if (delivery.traceParent) world.tracePromises(promisedBefore, delivery.traceParent);
  const owner =
    organization ?? world.organizations.get(world.bornByPhone.get(delivery.theirNumber) ?? '') ?? null;
  store(handling, owner, handled);
  tools.log.debug(
    { lane: laneOf(delivery), outcome: handled.outcome, kind: delivery.occurrence.kind },
    'engine.handled',
  );
  return handled;
}

function learn(world: World, row: ReadRow): void {
  world.know(row);
  if (row.conversation === null || row.org_id === null || row.machine === null) return;
  const machine = row.machine as MachineName;
  const [ourNumber, theirNumber] = [row.our_number ?? '', row.their_number ?? ''];
  const key = conversationKey(row.org_id, ourNumber, theirNumber, machine);
  if (world.conversations.has(key)) return;
  world.conversations.set(key, {
    id: row.conversation,
    orgId: row.org_id,
    ourNumber,
    theirNumber,
    machine,
    isNew: false,
    version: row.machine_version,
    state: row.state ?? '',
    context: row.context ?? {},
    step: row.step ?? 0,
    isChanged: false,
  });
}

function store(
  { world, attempt, tools }: Handling,
  organization: Organization | null,
  handled: Handled,
): void {
  const { delivery } = attempt;
  const row = {
    id: attempt.id,
    provider: delivery.provider,
    provider_event_id: delivery.providerEventId,
    kind: delivery.occurrence.kind,
    org_id: organization?.id ?? null,
    lane: laneOf(delivery),
    payload: {
      isTextable: delivery.isTextable,
      orgId: delivery.orgId ?? null,
      occurrence: delivery.occurrence,
    },
    answer: handled.answer,
    status: handled.outcome === 'pending' ? ('pending' as const) : ('handled' as const),
    outcome: handled.outcome,
    received_at: delivery.receivedAt.toISOString(),
  };
  const { occurrence } = delivery;
  if (occurrence.kind === 'text') {
    const { ourNumber, theirNumber, receivedAt: at } = delivery;
    const text = { id: row.id, orgId: row.org_id, ourNumber, theirNumber, at };
    world.arrived.push(arrivedMessage({ ...text, body: occurrence.body, mediaUrls: occurrence.mediaUrls }));
  }
  if (attempt.stored) world.finishedEvents.push({ id: row.id, org_id: row.org_id, outcome: row.outcome });
  else world.events.push(row);
  if (handled.outcome === 'unknown_number') {
    tools.log.warn({ to: delivery.ourNumber, from: delivery.theirNumber }, 'twilio.sms unknown number');
  }
}

function wakeRetry(world: World, lane: string): void {
  world.wakeUps.set(`retry:${lane}`, {
    identifier: 'retry_lane',
    payload: { lane },
    job_key: `retry:${lane}`,
  });
}
