/**
 * What a machine is run in: an XState actor that never starts and a list for the actions that it decides on. XState's own
 * `transition()` makes such an actor, initial state and all, for every event, which was half the time of a step.
 */
import { type AnyActorScope, type AnyMachineSnapshot, type AnyStateMachine, createActor } from 'xstate';

/** An action that a transition decided on, with its parameters resolved. */
export interface Action {
  readonly type: string;
  readonly params: unknown;
}

const selves = new WeakMap<AnyStateMachine, AnyActorScope['self']>();

/** Machines spawn nothing and ask nothing of their actor, so that one of them serves every conversation. */
function scopeOf(machine: AnyStateMachine, actions: Action[]): AnyActorScope {
  let self = selves.get(machine);
  if (!self) {
    self = createActor(machine);
    selves.set(machine, self);
  }
  return {
    ...{ self, id: self.id, sessionId: self.sessionId, system: self.system },
    logger: () => {},
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    actionExecutor: ({ type, params }) => void actions.push({ type, params }),
  };
}

/** As XState's `transition()`, run on a stored snapshot: nothing is executed. The same snapshot object means "no use for it". */
export function transitionOf(machine: AnyStateMachine, before: AnyMachineSnapshot, event: { type: string }) {
  const actions: Action[] = [];
  const after: AnyMachineSnapshot = machine.transition(before, event, scopeOf(machine, actions));
  return { after, actions };
}

/** A stored snapshot as the machine works with it. Throws on a state value that the machine does not have. */
export function restoreSnapshot(
  machine: AnyStateMachine,
  stored: Parameters<AnyStateMachine['restoreSnapshot']>[0],
): AnyMachineSnapshot {
  return machine.restoreSnapshot(stored, scopeOf(machine, []));
}
