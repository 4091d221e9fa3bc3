/** A call that arrives at a number of the account: the voice webhook decides, its TwiML speaks. */
import { runTwiml } from '../twiml/voice.ts';
import type { World } from '../world.ts';
import { moveLeg, onlyTheEnd, openLeg } from './legs.ts';
import { type CallAttempt, type CallResult, deafParty } from './party.ts';

/** Resolves when the TwiML answers (its first verb that is not `<Reject>`) or refuses the call. */
export function callAccountNumber(world: World, attempt: CallAttempt): Promise<CallResult> {
  const number = world.network.numbers.get(attempt.to);
  if (!number?.voiceUrl) return Promise.resolve({ outcome: 'failed' });
  const leg = openLeg(world, {
    direction: 'inbound',
    from: attempt.from,
    to: attempt.to,
    forwardedFrom: attempt.forwardedFrom,
    parentCallSid: null,
    statusCallback: number.statusCallback
      ? { url: number.statusCallback, method: number.statusCallbackMethod }
      : null,
    reports: onlyTheEnd,
  });
  const decided = Promise.withResolvers<CallResult>();
  attempt.caller.gone.addEventListener('abort', () => leg.ending.abort(), { once: true });

  world.background.run('an inbound call', async () => {
    try {
      const end = await runTwiml(world, {
        leg,
        party: attempt.caller,
        source: { url: number.voiceUrl, method: number.voiceMethod },
        onAnswered: () => {
          moveLeg(world, leg, 'in-progress');
          attempt.caller.pickedUp();
          // To the caller, the TwiML is the other end: it speaks by itself and hears nothing.
          decided.resolve({ outcome: 'answered', callee: deafParty(leg.ending) });
        },
      });
      // A caller who gives up before anything answered has made a call that nobody took.
      const status = end === 'busy' ? 'busy' : leg.status === 'ringing' ? 'no-answer' : 'completed';
      moveLeg(world, leg, status);
      decided.resolve({ outcome: status === 'completed' ? 'failed' : status });
    } finally {
      leg.ending.abort();
      decided.resolve({ outcome: 'failed' });
    }
  });
  return decided.promise;
}
