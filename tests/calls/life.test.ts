/** The one row of a call: what each event writes of it, and that order and repetition do not matter. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CallPlan,
  type CallWrite,
  callArrived,
  callReported,
  isMissed,
  mergeCalls,
  standingOfDial,
  standingOfLine,
} from '../../src/calls/index.ts';
import type { CallReport, Recording } from '../../src/inbox/index.ts';

const [OUR, CALLER] = ['+447700900111', '+447700900112'];
const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, second));
const ends = (second: number) => ({ ourNumber: OUR, theirNumber: CALLER, receivedAt: at(second) });
const calls = { kind: 'call', callSid: 'CA1', from: null, forwardedFrom: null } as const;

const DIAL = '<Response><Dial/><Dial timeout="18"/></Response>';
const arrived = (voiceMode: string, plan: CallPlan, answer = '<Response/>') =>
  callArrived(ends(0), calls, {
    called: { role: 'OPERATIONAL', voiceMode, orgId: 'org-1', businessName: null },
    ...{ plan, answer },
  });
const reported = (report: CallReport, second: number, { isOnlyAnnounced = false } = {}) =>
  callReported(
    ends(second),
    { kind: 'call_report', callSid: 'CA1', report },
    { orgId: 'org-1', isOnlyAnnounced },
  );
const dialEnded = (status: string, second = 20, isBridged: boolean | null = null) =>
  reported({ about: 'dial', status, isBridged, dialCallSid: 'CA2', durationS: 7, recording: null }, second);
const lineIs = (status: string, second = 21, options = {}) =>
  reported({ about: 'line', status }, second, options);
const recording = (change: Partial<Recording>): CallReport => ({
  about: 'recording',
  recording: { ...{ sid: 'RE1', url: null, status: null, durationS: null, isVoicemail: false }, ...change },
});

describe('an arriving call', () => {
  test.each<[string, string, CallPlan, string, string]>([
    ['ringing', 'dial_owner', { kind: 'dial', terms: {} as never }, DIAL, 'dial_owner'],
    ['missed', 'dial_owner', { kind: 'dial', terms: {} as never }, '<Response/>', 'forwarded_in'],
    [
      'missed',
      'forwarded_in',
      { kind: 'missed', answer: 'greet', alert: null },
      '<Response/>',
      'forwarded_in',
    ],
    ['rejected', 'forwarded_in', { kind: 'reject', alert: 'call_loop' }, '<Response/>', 'forwarded_in'],
    ['answered', 'forwarded_in', { kind: 'greet', alert: null }, '<Response/>', 'forwarded_in'],
  ])('is %s in %s when the plan was %j and the answer %s', (status, mode, plan, answer, handledAs) => {
    expect(arrived(mode, plan, answer)).toMatchObject({ status, voice_mode: handledAs, org_id: 'org-1' });
  });
});

test.each([
  ['no-answer', null, 'missed'],
  ['busy', null, 'missed'],
  ['failed', null, 'missed'],
  ['canceled', null, 'missed'],
  ['completed', null, 'completed'],
  ['completed', true, 'completed'],
  ['answered', true, 'completed'],
  ['completed', false, 'missed'],
  ['teleported', null, undefined],
  ['COMPLETED', null, undefined],
])('a Dial action "%s", bridged: %s, means %s', (status, isBridged, meaning) => {
  expect(standingOfDial(status, isBridged)?.status).toBe(meaning);
  expect(isMissed(standingOfDial(status, isBridged))).toBe(meaning === 'missed');
});

test.each([
  ['completed', 'completed', 'missed'],
  ['no-answer', 'missed', 'missed'],
  ['in-progress', 'answered', 'answered'],
  ['ringing', 'ringing', 'ringing'],
  ['teleported', 'ringing', 'ringing'],
])('a line that is "%s" is %s, and %s when only an announcement answered it', (status, plain, announced) => {
  expect(standingOfLine(status, { isOnlyAnnounced: false }).status).toBe(plain);
  expect(standingOfLine(status, { isOnlyAnnounced: true }).status).toBe(announced);
});

test('the owner’s leg moves a ringing call to answered, and no further', () => {
  const leg = reported({ about: 'leg', dialCallSid: 'CA2' }, 5);
  const ringing = arrived('dial_owner', { kind: 'dial', terms: {} as never }, DIAL);
  expect(mergeCalls(ringing, leg)).toMatchObject({
    status: 'answered',
    dial_call_sid: 'CA2',
    ended_at: null,
  });
  expect(mergeCalls(dialEnded('no-answer'), leg)).toMatchObject({ status: 'missed' });
});

test('only an end ends it', () => {
  expect(lineIs('in-progress').ended_at).toBeNull();
  expect(lineIs('completed').ended_at).toBe(at(21).toISOString());
  expect(dialEnded('teleported').ended_at).toBeNull();
});

test('a report whose numbers are not known leaves them to the call', () => {
  const lost = callReported(
    { ourNumber: 'receipt', theirNumber: 'CA1', receivedAt: at(1) },
    { kind: 'call_report', callSid: 'CA1', report: { about: 'line', status: 'completed' } },
    { orgId: null, isOnlyAnnounced: false },
  );
  expect(lost).toMatchObject({ our_number: '', their_number: '', org_id: null });
  expect(mergeCalls(lost, dialEnded('busy'))).toMatchObject({
    our_number: OUR,
    their_number: CALLER,
    org_id: 'org-1',
  });
});

const ringing = arrived('dial_owner', { kind: 'dial', terms: {} as never }, DIAL);
const stories: Record<string, readonly CallWrite[]> = {
  'a talk that was recorded': [
    ringing,
    reported({ about: 'leg', dialCallSid: 'CA2' }, 5),
    lineIs('in-progress', 6),
    reported(recording({ status: 'in-progress' }), 7),
    dialEnded('completed', 20, true),
    lineIs('completed', 21),
    reported(recording({ status: 'completed', url: 'https://twilio.test/r', durationS: 14 }), 25),
  ],
  'nobody picked up, and a message was left': [
    ringing,
    dialEnded('no-answer', 18),
    reported(recording({ isVoicemail: true, durationS: 9 }), 40),
    lineIs('completed', 41),
    reported(
      recording({ status: 'completed', isVoicemail: true, url: 'https://twilio.test/r', durationS: 9 }),
      45,
    ),
  ],
  'the caller gave up while it rang': [ringing, lineIs('ringing', 1), lineIs('no-answer', 9)],
  'forwarded to us': [
    arrived('forwarded_in', { kind: 'missed', answer: 'greet', alert: null }),
    lineIs('in-progress', 2),
    lineIs('completed', 8),
  ],
};

describe.each(Object.entries(stories))('%s', (_, story) => {
  const right = story.slice(1).reduce(mergeCalls, story[0] as CallWrite);

  test('in any order, with any repetition, is the same row', () => {
    const order = fc.array(fc.nat(story.length - 1), { maxLength: 6 }).chain((again) => {
      const all = [...story.keys(), ...again];
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
    fc.assert(
      fc.property(order, (events) => {
        const [first, ...others] = events.map((n) => story[n] as CallWrite);
        expect(others.reduce(mergeCalls, first as CallWrite)).toEqual(right);
      }),
    );
  });

  test('its status only ever gains weight', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...story), { minLength: 1 }), (events) => {
        let [row, ...others] = events as [CallWrite, ...CallWrite[]];
        for (const next of others) {
          const merged = mergeCalls(row, next);
          expect(merged.weight).toBeGreaterThanOrEqual(row.weight);
          if (merged.weight === row.weight) expect(merged.status).toBe(row.status);
          row = merged;
        }
      }),
    );
  });
});
