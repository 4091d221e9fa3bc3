/** What is done with an arriving call: by the number's mode, and past the ways in which it could go in circles. */
import { describe, expect, test } from 'vitest';
import { isDialled, missedAnswerOf, planCall } from '../../src/calls/index.ts';
import type { Called, CallTerms } from '../../src/inbox/index.ts';
import { type PhoneE164, parsePhone } from '../../src/values/phone.ts';

const phone = (digits: string) => parsePhone(`+447700900${digits}`) as PhoneE164;
const [OWNER, CALLER, OTHER] = [phone('101'), phone('102'), phone('103')];

const terms: CallTerms = {
  ...{ isOnboarded: true, missedCallAnswer: 'greet', ownerPhone: OWNER, ringSeconds: 18 },
  ...{ pressToAccept: false, recordCalls: false, caller: 'person', isForwardedHere: false, openLegOf: null },
};
const called = (voiceMode: string, change: Partial<CallTerms> = {}): Called => ({
  ...{ role: 'OPERATIONAL', voiceMode, orgId: 'org-1', businessName: 'ABC', calls: { ...terms, ...change } },
});
const from = (caller: PhoneE164, forwardedFrom: PhoneE164 | null = null) => ({
  caller,
  from: caller,
  forwardedFrom,
});

test('without an organization nothing is missed', () => {
  expect(planCall(from(CALLER), null)).toEqual({ kind: 'unknown' });
  const nobody = { voiceMode: null, orgId: null, businessName: null };
  expect(planCall(from(CALLER), { ...nobody, role: 'ONBOARDING' })).toEqual({ kind: 'invite' });
  expect(planCall(from(CALLER), { ...nobody, role: 'OPERATIONAL' })).toEqual({ kind: 'nobody' });
});

describe.each(['forwarded_in', 'dial_owner', 'ai_vapi', 'a mode of next year'])('%s', (mode) => {
  test('our own number is rejected, our test call and a business that is not set up are greeted', () => {
    expect(planCall(from(CALLER), called(mode, { caller: 'ours' }))).toMatchObject({ kind: 'reject' });
    expect(planCall(from(CALLER), called(mode, { caller: 'test' }))).toMatchObject({ kind: 'greet' });
    expect(planCall(from(CALLER), called(mode, { isOnboarded: false }))).toMatchObject({ kind: 'greet' });
    expect(planCall(from(OWNER), called(mode, { caller: 'owner' }))).toMatchObject({ kind: 'greet' });
  });

  test.each([
    ['the caller again', from(CALLER)],
    ['the owner’s phone', from(OWNER)],
    ['somebody forwarded by the owner’s phone', from(OTHER, OWNER)],
  ])('while the owner is rung for a caller, a call from %s is our own leg', (_, look) => {
    expect(planCall(look, called(mode, { openLegOf: CALLER }))).toEqual({
      kind: 'reject',
      alert: 'call_loop',
    });
  });
});

test.each([
  ['greet', 'greet'],
  ['voicemail', 'voicemail'],
  ['reject', 'reject'],
  ['voicmail', 'greet'],
  ['', 'greet'],
])('missed_call_answer "%s" is %s', (missedCallAnswer, answer) => {
  expect(missedAnswerOf({ ...terms, missedCallAnswer })).toBe(answer);
  expect(planCall(from(CALLER), called('forwarded_in', { missedCallAnswer }))).toEqual({
    ...{ kind: 'missed', answer, alert: null },
  });
});

test('the owner is rung, unless their phone forwards here or they are on the phone', () => {
  expect(planCall(from(CALLER), called('dial_owner'))).toMatchObject({ kind: 'dial' });
  const refused = { kind: 'missed', alert: 'dial_owner_refused' };
  expect(planCall(from(CALLER), called('dial_owner', { isForwardedHere: true }))).toMatchObject(refused);
  expect(planCall(from(CALLER, OWNER), called('dial_owner'))).toMatchObject(refused);
  expect(planCall(from(OTHER), called('dial_owner', { openLegOf: CALLER }))).toEqual({
    ...{ kind: 'missed', answer: 'busy', alert: null },
  });
});

test('a mode that has no voice yet greets', () => {
  expect(planCall(from(CALLER), called('ai_vapi'))).toEqual({ kind: 'greet', alert: null });
});

test('what was answered says whether the owner was rung', () => {
  expect(isDialled('<Response><Dial timeout="18"><Number>+447700900101</Number></Dial></Response>')).toBe(
    true,
  );
  expect(isDialled('<Response><Say>Dial us later</Say></Response>')).toBe(false);
});
