/** The consent machine: whatever happened before, STOP ends it, and only START or an operator with a reason begins it again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterConsent, type ConsentEvent, type ConsentState } from '../../machines/consent/index.ts';

const OUT = ['STOP_HEARD', 'OPERATOR_BLOCKED', 'CARRIER_REFUSED', 'IMPORTED'] as const;
const outs = fc.constantFrom(...OUT).map((type): ConsentEvent => ({ type }));
const neutral = fc.constantFrom<ConsentEvent>(
  { type: 'TEXT_HEARD' },
  { type: 'OPERATOR_ALLOWED', reason: '  ' },
);
const ins = fc.constantFrom<ConsentEvent>(
  { type: 'START_HEARD' },
  { type: 'OPERATOR_ALLOWED', reason: 'signed' },
);
const play = (events: readonly ConsentEvent[], from: ConsentState = 'subscribed') =>
  events.reduce<ConsentState>((state, event) => afterConsent(state, event), from);

test('after an opt-out nothing but START or a reasoned allow lets anybody back in', () => {
  const any = fc.array(fc.oneof(outs, neutral, ins));
  fc.assert(
    fc.property(any, outs, fc.array(fc.oneof(outs, neutral)), ins, (before, out, after, back) => {
      expect(play([...before, out, ...after])).toBe('optedOut');
      expect(play([...before, out, ...after, back])).toBe('subscribed');
    }),
  );
});

test('whoever never opted out stays subscribed', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(neutral, ins)), (events) => {
      expect(play(events)).toBe('subscribed');
    }),
  );
});
