/** Every path of each machine's graph: all states can be reached, none is a trap, and onboarding always leads to COMPLETE. */
import { describe, expect, test } from 'vitest';
import { getShortestPaths, getSimplePaths } from 'xstate/graph';
import { type MachineEvent, type MachineName, machines, stateNames } from '../../machines/index.ts';
import { World } from '../transcripts/world.ts';

const owner = '+447900000001';
const texted = (text: string) => ({ type: 'OWNER_TEXTED', text, mediaCount: 0 });
const call = (from: string | null, forwardedFrom: string | null, isFromOurNumber = false) => ({
  type: 'CALL_ARRIVED',
  from,
  forwardedFrom,
  isFromOurNumber,
});
const fetched = (subscriptionId: string, status: string) => ({
  type: 'SUBSCRIPTION_FETCHED',
  subscriptionId,
  customerId: 'cus_1',
  status,
  cancelAtPeriodEnd: false,
});

const EVENTS: Readonly<Record<MachineName, readonly MachineEvent[]>> = {
  onboarding: [
    ...['Plumber from London', 'ABC', 'SMS', 'READY', '1', '2', '3', 'DONE', 'CALL ME', 'BACK', '?'].map(
      texted,
    ),
    ...['PAYMENT_ACTIVE', 'PAYMENT_INACTIVE', 'POOL_EMPTY', 'NUMBER_MAY_BE_FREE'].map((type) => ({ type })),
    ...['FORWARDING_PROVEN', 'TEST_CALL_PLACED', 'TEST_CALL_FAILED'].map((type) => ({ type })),
    { type: 'NUMBER_ALLOCATED', phoneE164: '+447111111111' },
    { type: 'xstate.after.testCall.onboarding.S9_TEST_CALL' },
    call('+447700900001', owner),
    call('+447476955179', null, true),
  ],
  'payment-gate': [
    { type: 'PAYMENT_ASKED' },
    ...['active', 'past_due', 'unpaid', 'canceled', 'incomplete'].map((status) => fetched('sub_1', status)),
    fetched('sub_2', 'active'),
  ],
  forwarding: [
    { type: 'INSTRUCTIONS_SENT', phoneType: 'iphone' },
    { type: 'TEST_CALL_PROVED', from: null },
    ...['OWNER_CONFIRMED', 'TEST_CALL_FAILED', 'FORWARDING_DISABLED'].map((type) => ({ type })),
    call(null, owner),
  ],
  enquiry: [
    { type: 'CALL_MISSED', callSid: 'CA1' },
    { type: 'ENQUIRY_OPENED', handle: 1, isOpenNow: true },
    ...['leaking tap', 'Leeds LS1', '1', 'tomorrow morning', 'Anna', 'call me back'].map((text) => ({
      type: 'CALLER_TEXTED',
      text,
      mediaUrls: [],
    })),
    ...['OWNER_TOOK_OVER', 'OWNER_HANDED_BACK', 'ENQUIRY_CLOSED_BY_OWNER'].map((type) => ({ type })),
  ],
  desk: [
    texted('I can come at five'),
    texted('LIST'),
    { type: 'ENQUIRIES_LISTED', open: [{ handle: 1, who: 'Anna', what: 'leaking tap' }] },
    { type: 'ENQUIRY_TOLD', handle: 1, who: 'Anna', isTextable: true },
  ],
  'call-outcome': [
    { type: 'CALL_DUE', callId: 'c' },
    {
      type: 'CALL_TAKEN',
      call: {
        callId: 'c',
        callType: 'BILLING_REMINDER',
        agentId: 'a',
        attempt: 1,
        timeZone: 'Europe/London',
      },
    },
    { type: 'CALL_PLACED', callId: 'c', conversationId: 'conv', callSid: null },
    { type: 'CALL_LOST', callId: 'c', reason: 'away' },
    ...['in-progress', 'done'].map((status) => ({
      type: 'CALL_REPORTED',
      callId: 'c',
      report: { conversationId: 'conv', callSid: null, status, notReached: null, turns: [], dtmf: null },
    })),
  ],
};

/** What decides about the way: the state, and for onboarding what its guards ask. The rest would multiply the graph for nothing. */
const DECISIVE = [
  'hasGreeted',
  'isWaitingForNumber',
  'isAnswerOwed',
  'subscriptionId',
  'endedSubscriptionId',
  ...['what', 'place', 'urgency', 'preferredTime', 'name', 'command'],
];

interface Snapshot {
  readonly value: unknown;
  readonly context: Record<string, unknown>;
}
const serializeState = ({ value, context }: Snapshot) =>
  [value, ...DECISIVE.map((name) => context[name])].join('|');

function graphOf(name: MachineName) {
  const facts = new World({ number: '+447111111111' }).facts;
  const { machine, parseContext } = machines[name];
  return { machine, input: { ...parseContext({}, facts), facts }, events: [...EVENTS[name]] };
}

describe.each(Object.keys(machines) as MachineName[])('%s', (name) => {
  const { machine, input, events } = graphOf(name);
  const paths = getShortestPaths(machine, { events, input, serializeState: serializeState as never });

  test('every state is reached', () => {
    const reached = new Set(paths.map(({ state }) => String((state as Snapshot).value)));
    expect([...reached].sort()).toEqual(stateNames(machines[name]).sort());
  });

  test('every state has an event that leads to another', () => {
    const leaving = new Set<string>();
    for (const { steps } of paths) {
      steps.forEach(({ state }, at) => {
        const next = steps[at + 1]?.state as Snapshot | undefined;
        if (next && next.value !== (state as Snapshot).value) leaving.add(String((state as Snapshot).value));
      });
    }
    const trapped = stateNames(machines[name]).filter(
      (state) => !leaving.has(state) && !hasWayOut(name, state),
    );
    expect(trapped).toEqual(name === 'onboarding' ? ['COMPLETE'] : []);
  });
});

/** A state at the end of every shortest path: asked directly. */
function hasWayOut(name: MachineName, state: string): boolean {
  return EVENTS[name].some((event) => {
    const world = new World({ number: '+447111111111' });
    world.writeByHand(name, state, name === 'payment-gate' ? { subscriptionId: 'sub_1' } : {});
    world.happen(name, event);
    return world.stateOf(name) !== state;
  });
}

describe('onboarding', () => {
  test('every state leads to COMPLETE', () => {
    const { machine, input, events } = graphOf('onboarding');
    for (const state of stateNames(machines.onboarding)) {
      const fromState = machine.resolveState({ value: state, context: input });
      const ways = getShortestPaths(machine, { events, fromState, serializeState: serializeState as never });
      expect(
        ways.some((way) => (way.state as Snapshot).value === 'COMPLETE'),
        state,
      ).toBe(true);
    }
  });

  test('COMPLETE is no end: it still answers', () => {
    const world = new World({ number: '+447111111111' });
    world.writeByHand('onboarding', 'COMPLETE');
    world.happen('onboarding', { type: 'OWNER_ASKED_HELP' });
    expect(world.shown.map(({ kind }) => kind)).toEqual(['text']);
  });
});

describe('forwarding', () => {
  test('on every simple path, active means that a call has proved it', () => {
    const { machine, input, events } = graphOf('forwarding');
    const serialize = ((snapshot: Snapshot) => String(snapshot.value)) as never;
    const paths = getSimplePaths(machine, { events, input, serializeState: serialize });
    expect(paths.length).toBeGreaterThan(20);
    for (const { state } of paths) {
      const { value, context } = state as Snapshot;
      if (value === 'active') expect(context.proof).toBe('test_call');
      if (value === 'confirmedByOwner') expect(context.proof).toBe('user');
      if (value === 'broken' || value === 'disabled') expect(context.proof).toBeNull();
    }
  });
});
