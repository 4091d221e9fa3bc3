/**
 * One step of one machine, pure: what was stored and an event in, what to store and what must follow out.
 * It runs XState's pure transition, which executes nothing, so that actions become effects as data.
 */
import { type AnyMachineSnapshot, type AnyStateNode, initialTransition } from 'xstate';
import { type Effect, isEffectName } from './effects.ts';
import type { Facts } from './facts.ts';
import { NewerVersionError } from './newer-version.ts';
import { type Action, restoreSnapshot, transitionOf } from './scope.ts';
import type { MachineSpec, Stored } from './spec.ts';

/** Something that happened, for one machine. Facts are named in the past tense: `OWNER_TEXTED`. */
export interface MachineEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A timer to be stored as a row; it fires `event` after `delayMs`. */
export interface TimerToSet {
  readonly id: string;
  readonly delayMs: number;
  readonly event: MachineEvent;
}

export interface StepResult {
  readonly stored: Stored & { readonly version: number };
  readonly effects: readonly Effect[];
  readonly timersToSet: readonly TimerToSet[];
  /** Ids of timers that no longer matter. One that is also set again is only in `timersToSet`. */
  readonly timersToCancel: readonly string[];
  /** The state had no use for the event: nothing changed and nothing follows. */
  readonly isIgnored: boolean;
}

/** The state a new conversation is born in, with the effects of being born. */
export function start(spec: MachineSpec, facts: Facts): StepResult {
  const input = { ...spec.parseContext({}, facts), facts };
  const [snapshot, actions] = initialTransition(spec.machine, input);
  return result(spec, snapshot, actions, false);
}

/**
 * Takes one event. Throws when the stored state is unknown to the machine, when its context cannot be read, or
 * when the machine itself has a bug; the caller rolls back and stores the event alone.
 */
export function step(spec: MachineSpec, stored: Stored, event: MachineEvent, facts: Facts): StepResult {
  const before = restore(spec, stored, facts);
  const { after, actions } = transitionOf(spec.machine, before, event);
  return result(spec, after, actions, after === before && actions.length === 0);
}

/** Carries a stored conversation forward to the machine's present version, one migration after the other. */
export function migrate(spec: MachineSpec, stored: Stored): Stored & { version: number } {
  let current = { ...stored, version: stored.version ?? spec.version };
  if (current.version > spec.version) {
    throw new NewerVersionError(
      `${spec.name}: stored by version ${current.version}, this is version ${spec.version}`,
    );
  }
  while (current.version < spec.version) {
    const migration = spec.migrations[current.version];
    if (!migration) throw new Error(`${spec.name}: no migration from version ${current.version}`);
    current = { ...migration(current), version: current.version + 1 };
  }
  return current;
}

/** Every state of a machine as a dotted path, leaves only. */
export function stateNames(spec: MachineSpec): string[] {
  return leaves(spec.machine.root).map((node) => node.path.join('.'));
}

function leaves(node: AnyStateNode): AnyStateNode[] {
  const children = Object.values(node.states) as AnyStateNode[];
  return children.length === 0 ? [node] : children.flatMap(leaves);
}

const knownStates = new WeakMap<MachineSpec, ReadonlySet<string>>();

/** Refuses a state name that the machine does not have: XState would answer with a silent error snapshot. */
function restore(spec: MachineSpec, stored: Stored, facts: Facts): AnyMachineSnapshot {
  const current = migrate(spec, stored);
  let states = knownStates.get(spec);
  if (!states) {
    states = new Set(stateNames(spec));
    knownStates.set(spec, states);
  }
  if (!states.has(current.state)) {
    throw new Error(`${spec.name}: unknown state "${current.state}" (version ${current.version})`);
  }
  const snapshot = {
    status: 'active' as const,
    value: toStateValue(current.state),
    context: { ...spec.parseContext(current.context, facts), facts },
    historyValue: {},
    children: {},
    output: undefined,
    error: undefined,
  };
  const restored = restoreSnapshot(spec.machine, snapshot);
  if (restored.status === 'error') {
    throw new Error(`${spec.name}: state "${current.state}" could not be restored`, {
      cause: restored.error,
    });
  }
  return restored;
}

type StateValue = string | { [key: string]: StateValue };

function toStateValue(path: string): StateValue {
  const names = path.split('.');
  const last = names.pop() ?? path;
  return names.reduceRight<StateValue>((inner, name) => ({ [name]: inner }), last);
}

/** Machines have no parallel states, so a state value is always one path. */
function toPath(value: StateValue): string {
  if (typeof value === 'string') return value;
  const [name, inner] = Object.entries(value)[0] ?? ['', ''];
  return `${name}.${toPath(inner)}`;
}

function result(
  spec: MachineSpec,
  snapshot: AnyMachineSnapshot,
  actions: readonly Action[],
  isIgnored: boolean,
): StepResult {
  const { facts: _facts, ...context } = snapshot.context as Record<string, unknown>;
  const effects: Effect[] = [];
  const timersToSet = new Map<string, TimerToSet>();
  const timersToCancel = new Set<string>();
  for (const action of actions) {
    if (action.type === 'xstate.raise') addTimer(action.params as RaiseParams, timersToSet, timersToCancel);
    else if (action.type === 'xstate.cancel')
      cancelTimer(action.params as CancelParams, timersToSet, timersToCancel);
    else effects.push(toEffect(spec, action));
  }
  return {
    stored: { state: toPath(snapshot.value as StateValue), context, version: spec.version },
    effects,
    timersToSet: [...timersToSet.values()],
    timersToCancel: [...timersToCancel],
    isIgnored,
  };
}

/** The shapes of XState 5.33's built-in actions, as `transition()` returns them. */
interface RaiseParams {
  readonly event: MachineEvent;
  readonly id?: string;
  readonly delay?: number;
}
interface CancelParams {
  readonly sendId: string;
}

/** A raise without a delay was already processed by XState; one that never fires (`Infinity`) needs no row. */
function addTimer(params: RaiseParams, toSet: Map<string, TimerToSet>, toCancel: Set<string>): void {
  if (params.delay === undefined || params.id === undefined || params.delay === Number.POSITIVE_INFINITY)
    return;
  toCancel.delete(params.id);
  toSet.set(params.id, { id: params.id, delayMs: params.delay, event: params.event });
}

function cancelTimer(params: CancelParams, toSet: Map<string, TimerToSet>, toCancel: Set<string>): void {
  toSet.delete(params.sendId);
  toCancel.add(params.sendId);
}

/** An inline function action would be lost silently (XState only names it), so an unknown name is a bug. */
function toEffect(spec: MachineSpec, action: Action): Effect {
  if (!isEffectName(action.type)) throw new Error(`${spec.name}: "${action.type}" is not an effect`);
  return { type: action.type, params: action.params ?? {} } as Effect;
}
