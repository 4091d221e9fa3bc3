/** The one transaction: a batch of deliveries in, everything that follows from them committed together. */
import type { MachineName } from '../../machines/step/index.ts';
import { consentScope, recordConsent } from '../consent/index.ts';
import { type Delivery, type Handled, laneOf, type Outcome } from '../inbox/delivery.ts';
import { arrivedMessage, isBadEnd, rankOf, wordsFor } from '../messages/index.ts';
import { weighingOf } from '../outbox/weighing.ts';
import type { Sql } from '../platform/database/index.ts';
import { calledOf, recordCall } from './calls.ts';
import type { Committed } from './committed.ts';
import { confirmOptOut } from './confirm.ts';
import { type Route, route } from './route.ts';
import { type ReadRow, readAndLock, readBlockedLanes, readLiveTimers, type TimerToken } from './sql/read.ts';
import { writeAll } from './sql/write.ts';
import type { EngineTools } from './tools.ts';
import { walk } from './walk.ts';
import { conversationKey, type Organization, World } from './world.ts';

/** A delivery on its way through a transaction. `stored` is set when it was stored before, as pending. */
export interface Attempt {
  readonly delivery: Delivery;
  readonly id: string;
  readonly stored: boolean;
}

export interface Transacted extends Committed {
  readonly handled: readonly Handled[];
}

/**
 * Runs one transaction on a connection of its own. Rejects when a step throws or the database refuses; then nothing
 * of the batch is stored. BEGIN travels with the first statement and COMMIT with the last, because what a batch
 * costs is its round trips.
 */
export async function transact(
  sql: Sql,
  attempts: readonly Attempt[],
  tools: EngineTools,
): Promise<Transacted> {
  const world = new World();
  const begun = sql`BEGIN`.simple();
  try {
    const { rows, blocked, timers } = await read(sql, attempts, tools, begun);
    const handled: Handled[] = [];
    const answered = new Map<string, Handled>();
    for (const [i, attempt] of attempts.entries()) {
      const found = rows[i] ?? [];
      const key = `${attempt.delivery.provider}|${attempt.delivery.providerEventId}`;
      const twin = answered.get(key);
      const one = twin
        ? { answer: twin.answer, outcome: 'duplicate' as const }
        : await handle({ sql, world, tools, attempt, found, blocked, timers });
      answered.set(key, one);
      handled.push(one);
    }
    await Promise.all([writeAll(sql, world.writes()), sql`COMMIT`.simple()]);
    return { handled, lines: world.lines, unwokenLanes: world.unwokenLanes };
  } catch (error) {
    await sql`ROLLBACK`.simple().catch(() => {});
    throw error;
  }
}

interface ReadResult {
  readonly rows: readonly ReadRow[][];
  readonly blocked: Set<string>;
  readonly timers: ReadonlySet<string>;
}

const timerKey = (token: TimerToken) => `${token.conversation_id}|${token.name}|${token.step}`;

async function read(
  sql: Sql,
  attempts: readonly Attempt[],
  tools: EngineTools,
  begun: Promise<unknown>,
): Promise<ReadResult> {
  const requests = attempts.map(({ delivery }, i) => ({
    i,
    provider: delivery.provider,
    event_id: delivery.providerEventId,
    our: delivery.ourNumber,
    their: delivery.theirNumber,
    org: delivery.orgId ?? null,
    owner: delivery.occurrence.kind === 'call',
    call: 'callSid' in delivery.occurrence ? delivery.occurrence.callSid : null,
  }));
  const tokens = attempts.flatMap(({ delivery: { occurrence } }) =>
    occurrence.kind === 'timer'
      ? [{ conversation_id: occurrence.conversationId, name: occurrence.name, step: occurrence.step }]
      : [],
  );
  const lanes = [...new Set(attempts.map(({ delivery }) => laneOf(delivery)))];
  const [, found, waiting, live] = await Promise.all([
    begun,
    readAndLock(sql, requests, tools.onboardingNumber),
    readBlockedLanes(sql, lanes),
    tokens.length > 0 ? readLiveTimers(sql, tokens) : [],
  ]);
  // Only the locked rows are as they stand after a wait; everything beside them was looked up before it. So look again.
  const hasWaited = found.some(({ step, step_before }) => step !== step_before);
  const fresh = hasWaited ? await readAndLock(sql, requests, tools.onboardingNumber) : found;
  const rows: ReadRow[][] = attempts.map(() => []);
  for (const row of fresh) rows[row.i]?.push(row);
  return {
    rows,
    blocked: new Set(waiting.map(({ lane }) => lane)),
    timers: new Set([...live].map(timerKey)),
  };
}

interface Handling extends Omit<ReadResult, 'rows'> {
  readonly sql: Sql;
  readonly world: World;
  readonly tools: EngineTools;
  readonly attempt: Attempt;
  readonly found: readonly ReadRow[];
}

async function handle(handling: Handling): Promise<Handled> {
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
  const called = calledOf(first, delivery, { world, onboardingNumber: tools.onboardingNumber });
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
  const handled = { answer, outcome: await follow(handling, decided, organization, isOptedOut) };
  const owner =
    organization ?? world.organizations.get(world.bornByPhone.get(delivery.theirNumber) ?? '') ?? null;
  store(handling, owner, handled);
  tools.log.debug(
    { lane: laneOf(delivery), outcome: handled.outcome, kind: delivery.occurrence.kind },
    'engine.handled',
  );
  return handled;
}

/** Does what the route says; resolves to what became of the delivery. */
async function follow(
  handling: Handling,
  decided: Route,
  organization: Organization | null,
  isOptedOut: boolean,
): Promise<Outcome> {
  const { world, attempt, sql, tools, timers } = handling;
  const { delivery, id } = attempt;
  const context = {
    sql,
    world,
    tools,
    inboundEventId: id,
    now: delivery.receivedAt,
    isAnswer: delivery.occurrence.kind !== 'timer',
    ourNumber: delivery.ourNumber,
  };
  switch (decided.kind) {
    case 'rest':
      return decided.outcome;
    case 'receipt':
      takeReceipt(world, delivery, tools);
      return 'stepped';
    case 'consent': {
      const body = delivery.occurrence.kind === 'text' ? delivery.occurrence.body : '';
      for (const scope of consentScopes(organization, delivery.ourNumber, decided.action)) {
        await recordConsent(sql, {
          orgId: organization?.id ?? null,
          scope,
          phone: delivery.theirNumber,
          channel: 'sms',
          action: decided.action,
          words: body,
          source: 'text',
          at: delivery.receivedAt,
        });
      }
      world.optedOut.set(laneOf(delivery), decided.action === 'opt_out');
      if (decided.action === 'opt_out' && !isOptedOut && tools.optOutHandledBy === 'app') {
        confirmOptOut(world, delivery, organization, tools);
      }
      if (decided.event) {
        const owner = organization ?? giveBirth(world, delivery.theirNumber, tools);
        const thread = {
          ...context,
          organization: owner,
          theirNumber: delivery.theirNumber,
          isTextable: true,
        };
        await walk(thread, decided.machine ?? 'onboarding', decided.event);
      }
      return 'consent';
    }
    case 'step': {
      const { occurrence } = delivery;
      if (occurrence.kind === 'timer') {
        const token = {
          conversation_id: occurrence.conversationId,
          name: occurrence.name,
          step: occurrence.step,
        };
        if (!timers.has(timerKey(token))) return 'ignored';
        world.timersToCancel.set(`${token.conversation_id}|${token.name}`, token);
      }
      const owner =
        organization ?? (decided.mayGiveBirth ? giveBirth(world, delivery.theirNumber, tools) : null);
      if (!owner) return 'unknown_number';
      let isUsed = false;
      for (const { machine, event, thread } of decided.walks) {
        const where =
          thread === 'owner'
            ? {
                ourNumber: tools.onboardingNumber,
                theirNumber: owner.ownerPhone,
                isTextable: owner.isOwnerTextable,
              }
            : { theirNumber: delivery.theirNumber, isTextable: !isOptedOut };
        isUsed = (await walk({ ...context, organization: owner, ...where }, machine, event)) || isUsed;
      }
      return isUsed ? 'stepped' : 'ignored';
    }
    default:
      return decided satisfies never;
  }
}

/** START lifts both what was said to the organization and what a stranger said to the number before. */
function consentScopes(
  organization: Organization | null,
  ourNumber: string,
  action: 'opt_out' | 'opt_in',
): string[] {
  const own = consentScope(organization?.id ?? null, ourNumber);
  const number = consentScope(null, ourNumber);
  return action === 'opt_in' && own !== number ? [own, number] : [own];
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

/** An unknown phone that texts the onboarding number becomes a new organization (ruling 3s). */
function giveBirth(world: World, ownerPhone: string, tools: EngineTools): Organization {
  const id = tools.newId();
  const payToken = tools.newToken();
  const region = ownerPhone.startsWith('+44') ? 'UK' : ownerPhone.startsWith('+1') ? 'US' : 'INTL';
  const organization: Organization = {
    id,
    isNew: true,
    name: null,
    ownerPhone,
    ownerPhoneAsWritten: ownerPhone,
    isOwnerTextable: true,
    number: null,
    payToken,
    paymentActive: null,
  };
  world.organizations.set(id, organization);
  world.newOrganizations.set(id, { id, owner_phone: ownerPhone, region, pay_token: payToken });
  world.bornByPhone.set(ownerPhone, id);
  return organization;
}

/** Several receipts of one text in a batch: the highest rank is the one that counts. */
function takeReceipt(world: World, { occurrence }: Delivery, tools: EngineTools): void {
  if (occurrence.kind !== 'receipt') return;
  const rank = rankOf(occurrence.status);
  const key = occurrence.promiseId ?? occurrence.providerId;
  if ((world.receipts.get(key)?.rank ?? -1) >= rank) return;
  world.receipts.set(key, {
    promise_id: occurrence.promiseId,
    provider_id: occurrence.providerId,
    status: occurrence.status,
    rank,
    error_code: occurrence.errorCode,
    error_meaning: wordsFor(occurrence.errorCode),
  });
  if (!isBadEnd(occurrence.status)) return;
  const weighing = weighingOf(occurrence, tools.newId());
  world.promises.push(weighing);
  const { lane } = weighing;
  world.wakeUps.set(lane, { identifier: 'keep_promises', payload: { lane }, job_key: `lane:${lane}` });
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
