/** Rings one phone and waits for what happens: its owner, its behaviour, the clock or the caller decides. */
import { aborted } from '../background.ts';
import type { CallOutcome, PhoneState } from '../network/types.ts';
import type { World } from '../world.ts';
import { type Line, openLine } from './line.ts';
import { type CallAttempt, type CallResult, deafParty, type Party } from './party.ts';

export interface Ringing extends CallAttempt {
  /** What this phone passes on: a forwarded call does not end at its voicemail. */
  readonly forwards: Readonly<Record<'no-answer' | 'busy' | 'unreachable', boolean>>;
}

export type RingResult = CallResult | { readonly outcome: 'unreachable' };

/** A voicemail hangs up on callers who say nothing for so long. */
const silenceSeconds = 10;
/** A phone that `answers` takes this long to be picked up. */
const pickUpSeconds = 1;

export async function ringPhone(world: World, phone: PhoneState, ringing: Ringing): Promise<RingResult> {
  if (phone.behaviour === 'unreachable') return { outcome: 'unreachable' };
  const inConversation = phone.calls.some((call) => call.status !== 'ended');
  if (phone.behaviour === 'busy' || inConversation) return { outcome: 'busy' };

  const line = openLine(world, phone, {
    direction: 'in',
    peer: ringing.from,
    forwardedFrom: ringing.forwardedFrom,
  });
  const decision = await decide(world, phone, { line, ringing });
  if (decision === 'answered') {
    line.connected();
    ringing.caller.pickedUp();
    return { outcome: 'answered', callee: phone.says.length > 0 ? scripted(world, phone, line) : line.party };
  }
  if (decision === 'no-answer' && phone.behaviour === 'voicemail' && !ringing.forwards['no-answer']) {
    return { outcome: 'answered', callee: voicemail(world, phone, { line, ringing }) };
  }
  line.end(endOf(decision, ringing));
  // A declined call is busy to the network: that is the rule it is forwarded by.
  return { outcome: decision === 'declined' ? 'busy' : decision };
}

type Decision = 'answered' | 'declined' | 'no-answer' | 'canceled';

async function decide(
  world: World,
  phone: PhoneState,
  { line, ringing }: { line: Line; ringing: Ringing },
): Promise<Decision> {
  const over = new AbortController();
  const second = world.settings.pace.secondMs;
  const after = (seconds: number, decision: Decision): Promise<Decision> =>
    world.background.sleep(seconds * second, over.signal).then(
      () => decision,
      () => 'canceled',
    );
  const ways: Promise<Decision>[] = [
    line.decided,
    aborted(ringing.caller.gone).then(() => 'canceled'),
    phone.behaviour === 'answers'
      ? after(pickUpSeconds, 'answered')
      : after(ringing.ringSeconds, 'no-answer'),
  ];
  try {
    return await Promise.race(ways);
  } finally {
    over.abort();
  }
}

function endOf(decision: Decision, ringing: Ringing): CallOutcome {
  if (decision === 'no-answer') return ringing.forwards['no-answer'] ? 'forwarded' : 'no-answer';
  if (decision === 'declined') return ringing.forwards.busy ? 'forwarded' : 'declined';
  return decision === 'canceled' ? 'canceled' : 'completed';
}

/** Somebody who answers each thing they hear with the next line of their script, and listens when it is over. */
function scripted(world: World, phone: PhoneState, line: Line): Party {
  const script = [...phone.says];
  return {
    ...line.party,
    hears(text, by) {
      line.party.hears(text, by);
      const words = script.shift();
      if (words === undefined) return;
      world.background.run('speak by a script', async () => {
        await world.background.sleep(world.settings.pace.secondMs, line.party.gone).catch(() => undefined);
        line.input({ kind: isKey.test(words) ? 'digits' : 'speech', text: words });
      });
    },
  };
}

const isKey = /^[0-9*#]$/;

/**
 * The carrier's voicemail answers for the phone: to the caller's network that is an answered call. What the caller says
 * lies with the missed call; a `<Dial>` that waits for a key hears none.
 */
function voicemail(
  world: World,
  phone: PhoneState,
  { line, ringing }: { line: Line; ringing: Ringing },
): Party {
  const gone = new AbortController();
  let words = 0;
  line.end('voicemail');
  ringing.caller.pickedUp();
  ringing.caller.hears('The person you are calling is not available. Please leave a message.', 'network');
  ringing.caller.hears('(beep)', 'network');
  world.background.run('hang up the voicemail', async () => {
    let before: number;
    do {
      before = words;
      await world.background.sleep(silenceSeconds * world.settings.pace.secondMs);
    } while (words > before);
    gone.abort();
  });
  return {
    ...deafParty(gone),
    hears(text, by) {
      if (by !== 'person') return;
      words += 1;
      line.call.heard.push({ at: world.settings.now(), by, text });
      world.feed.emit({ type: 'call', phone: phone.number, call: line.call });
    },
  };
}
