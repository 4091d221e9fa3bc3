/** Walks one event through a machine until it rests, then through the machines that it told something. */
import {
  type Facts,
  isInside,
  type MachineEvent,
  type MachineName,
  type MachineSpec,
  NewerVersionError,
  type StepResult,
  start,
  step,
} from '../../machines/step/index.ts';
import { promiseOf } from '../outbox/promise.ts';
import type { Sql } from '../platform/database/index.ts';
import { stepSeconds } from '../platform/metrics/index.ts';
import { doInside } from './inside.ts';
import type { TimerWrite } from './sql/rows.ts';
import type { EngineTools } from './tools.ts';
import { type Conversation, conversationKey, type Organization, type World } from './world.ts';

/** Machines that answer each other for ever are a bug; the longest honest walk takes about ten steps. */
const MAX_STEPS = 50;

export interface Walk {
  readonly sql: Sql;
  readonly world: World;
  readonly tools: EngineTools;
  readonly organization: Organization;
  readonly ourNumber: string;
  readonly theirNumber: string;
  /** False for somebody who opted out: their texts are promised as suppressed. */
  readonly isTextable: boolean;
  /** False for a timer: its texts keep the recipient's quiet hours and let answers pass. Unset: it is one. */
  readonly isAnswer?: boolean;
  readonly inboundEventId: string;
  readonly now: Date;
}

/** Resolves to whether any machine had a use for the event. Throws when a machine or an effect fails. */
export async function walk(context: Walk, machine: MachineName, event: MachineEvent): Promise<boolean> {
  const told: { machine: MachineName; event: MachineEvent }[] = [{ machine, event }];
  const touched = new Map<string, Touched>();
  let isUsed = false;
  let steps = 0;
  for (let next = told.shift(); next; next = told.shift()) {
    const conversation = find(context, next.machine);
    const mine = touched.get(conversation.id) ?? { lastText: null, timers: new Map() };
    touched.set(conversation.id, mine);
    const events = [next.event];
    for (let one = events.shift(); one; one = events.shift()) {
      steps += 1;
      if (steps > MAX_STEPS) throw new Error(`${next.machine}: no rest after ${MAX_STEPS} steps`);
      const startedAt = performance.now();
      const result = step(specOf(context, next.machine), stored(conversation), one, factsOf(context));
      stepSeconds.observe({ machine: next.machine }, (performance.now() - startedAt) / 1_000);
      if (result.isIgnored) continue;
      isUsed = true;
      record(context, conversation, one, result);
      setTimers(context, conversation, result, mine);
      events.push(...(await follow(context, conversation, result, mine, told)));
    }
  }
  for (const mine of touched.values()) arm(context, mine);
  return isUsed;
}

/** What a conversation did during this walk that later parts of it depend on. */
interface Touched {
  lastText: { readonly id: string; readonly isDue: boolean } | null;
  readonly timers: Map<string, TimerWrite>;
}

/** The name comes out of the database, where a newer version may have written one that this version does not have. */
function specOf({ tools }: Walk, machine: MachineName): MachineSpec {
  const known: Readonly<Partial<Record<string, MachineSpec>>> = tools.specs;
  const spec = known[machine];
  if (!spec) throw new NewerVersionError(`${machine}: no machine of this version has that name`);
  return spec;
}

function stored(conversation: Conversation) {
  return { state: conversation.state, context: conversation.context, version: conversation.version };
}

function factsOf({ organization, tools, now, theirNumber }: Walk): Facts {
  return {
    now: now.toISOString(),
    orgId: organization.id,
    theirNumber,
    ownerPhone: organization.ownerPhone,
    ownerPhoneAsWritten: organization.ownerPhoneAsWritten,
    businessName: organization.name,
    number: organization.number,
    payLink: `${tools.publicBaseUrl}/pay/${organization.payToken}`,
    portalLink: `${tools.publicBaseUrl}/portal/${organization.payToken}`,
  };
}

/** The machine of this thread; one that does not exist yet is born in its first state. */
function find(context: Walk, machine: MachineName): Conversation {
  const { world, organization, ourNumber, theirNumber } = context;
  const key = conversationKey(organization.id, ourNumber, theirNumber, machine);
  const known = world.conversations.get(key);
  if (known) return known;
  const born = start(specOf(context, machine), factsOf(context));
  const conversation: Conversation = {
    id: context.tools.newId(),
    orgId: organization.id,
    ourNumber,
    theirNumber,
    machine,
    isNew: true,
    version: born.stored.version,
    state: born.stored.state,
    context: born.stored.context,
    step: 0,
    isChanged: false,
  };
  world.conversations.set(key, conversation);
  return conversation;
}

function record(context: Walk, conversation: Conversation, event: MachineEvent, result: StepResult): void {
  const from = conversation.isNew && conversation.step === 0 ? null : conversation.state;
  conversation.step += 1;
  conversation.state = result.stored.state;
  conversation.context = result.stored.context;
  conversation.version = result.stored.version;
  conversation.isChanged = true;
  context.world.transitions.push({
    conversation_id: conversation.id,
    org_id: conversation.orgId,
    step: conversation.step,
    inbound_event_id: context.inboundEventId,
    event,
    from_state: from,
    to_state: conversation.state,
    effects: result.effects,
    at: context.now.toISOString(),
  });
}

function setTimers(context: Walk, conversation: Conversation, result: StepResult, mine: Touched): void {
  for (const name of result.timersToCancel) {
    const key = `${conversation.id}|${name}`;
    context.world.timersToSet.delete(key);
    mine.timers.delete(key);
    if (!conversation.isNew)
      context.world.timersToCancel.set(key, { conversation_id: conversation.id, name });
  }
  for (const timer of result.timersToSet) {
    const key = `${conversation.id}|${timer.id}`;
    context.world.timersToCancel.delete(key);
    mine.timers.set(key, {
      conversation_id: conversation.id,
      name: timer.id,
      org_id: conversation.orgId,
      step: conversation.step,
      event: timer.event,
      delay_ms: timer.delayMs,
      after_promise: null,
      due_at: null,
    });
  }
}

/** Does what is inside, promises what is outside; resolves to the events that the machine gets next. */
async function follow(
  context: Walk,
  conversation: Conversation,
  result: StepResult,
  mine: Touched,
  told: { machine: MachineName; event: MachineEvent }[],
): Promise<MachineEvent[]> {
  const events: MachineEvent[] = [];
  for (const effect of result.effects) {
    if (isInside(effect)) {
      const answer = await doInside(effect, {
        sql: context.sql,
        world: context.world,
        organization: context.organization,
        now: context.now,
        newId: context.tools.newId,
        thread: context,
        onboardingNumber: context.tools.onboardingNumber,
        outbound: context.tools.outbound,
        walkThread: (thread, other, event) => walk({ ...context, ...thread }, other, event),
        tell: (one) => told.push({ machine: one.machine as MachineName, event: one.event }),
      });
      if (answer) events.push(answer);
      continue;
    }
    const promiser = {
      ...context,
      orgId: conversation.orgId,
      conversationId: conversation.id,
      ownerPhone: context.organization.ownerPhone,
      isOwnerTextable: context.organization.isOwnerTextable,
    };
    const promise = promiseOf(effect, promiser, specOf(context, conversation.machine), context.tools);
    const isAnswer = (effect.type === 'textOwner' && effect.params.isAnswer) || (context.isAnswer ?? true);
    context.world.promises.push({ ...promise, is_answer: isAnswer });
    if (effect.type === 'sendText') mine.lastText = { id: promise.id, isDue: promise.status === 'due' };
    if (promise.status === 'due') wake(context, promise.lane);
  }
  return events;
}

/** A task is only a wake-up, one per lane: the promise itself is the row. */
function wake({ world, tools }: Walk, lane: string): void {
  if (tools.lanes.isHeld(lane)) world.unwokenLanes.add(lane);
  else world.wakeUps.set(lane, { identifier: 'keep_promises', payload: { lane }, job_key: `lane:${lane}` });
}

/** A timer that was set beside a text runs from the moment when that text has actually left. */
function arm(context: Walk, { timers, lastText }: Touched): void {
  for (const [key, timer] of timers) {
    const armed = lastText?.isDue
      ? { ...timer, after_promise: lastText.id }
      : { ...timer, due_at: new Date(context.now.getTime() + timer.delay_ms).toISOString() };
    context.world.timersToSet.set(key, armed);
  }
}
