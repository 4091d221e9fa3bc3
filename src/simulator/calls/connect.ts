/** Finds whoever answers a number: an account number, a phone, or where that phone forwards its calls. */
import { isE164 } from '../network/e164.ts';
import { phoneAt } from '../network/phones.ts';
import type { PhoneState } from '../network/types.ts';
import type { World } from '../world.ts';
import { callAccountNumber } from './inbound.ts';
import type { CallAttempt, CallResult } from './party.ts';
import { ringPhone } from './ring.ts';

/** Networks stop passing a call on after five phones, so that a circle of forwardings ends. */
const mostHops = 5;

export async function connectCall(world: World, attempt: CallAttempt): Promise<CallResult> {
  if (world.network.numbers.has(attempt.to)) return callAccountNumber(world, attempt);
  if (!isE164(attempt.to)) return { outcome: 'failed' };
  return callPhone(world, phoneAt(world, attempt.to), attempt);
}

async function callPhone(world: World, phone: PhoneState, attempt: CallAttempt): Promise<CallResult> {
  const rules = phone.forwarding;
  if (rules.unconditional?.isActive) return passOn(world, phone, attempt, rules.unconditional.to);

  const noReply = rules.noReply?.isActive ? rules.noReply : null;
  const rung = await ringPhone(world, phone, {
    ...attempt,
    ringSeconds: Math.min(attempt.ringSeconds, noReply?.seconds ?? attempt.ringSeconds),
    forwards: {
      'no-answer': noReply !== null,
      busy: rules.busy?.isActive ?? false,
      unreachable: rules.unreachable?.isActive ?? false,
    },
  });
  if (rung.outcome === 'no-answer' && noReply) return passOn(world, phone, attempt, noReply.to);
  if (rung.outcome === 'busy' && rules.busy?.isActive) return passOn(world, phone, attempt, rules.busy.to);
  if (rung.outcome === 'unreachable') {
    return rules.unreachable?.isActive
      ? passOn(world, phone, attempt, rules.unreachable.to)
      : { outcome: 'failed' };
  }
  return rung.outcome === 'answered' ? rung : { outcome: rung.outcome };
}

function passOn(world: World, phone: PhoneState, attempt: CallAttempt, to: string): Promise<CallResult> {
  if (attempt.hops >= mostHops) return Promise.resolve({ outcome: 'failed' });
  attempt.caller.hears(`Call forwarded by ${phone.number}`, 'network');
  return connectCall(world, { ...attempt, to, forwardedFrom: phone.number, hops: attempt.hops + 1 });
}
