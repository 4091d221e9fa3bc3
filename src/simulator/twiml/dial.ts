/** <Dial>: rings one or several numbers at once, connects the first that answers, and reports to its action. */
import { bridge } from '../calls/bridge.ts';
import { moveLeg, openLeg } from '../calls/legs.ts';
import type { CallResult, Party } from '../calls/party.ts';
import type { Leg } from '../network/types.ts';
import { durationSeconds } from '../webhooks/fields.ts';
import { childrenNamed, type TwimlElement } from './parse.ts';
import { absolute, goTo, type Next, type Reading } from './reading.ts';
import { recordingFrom, reportRecording } from './recording.ts';

/** Twilio rings for 30 s unless told otherwise. */
const defaultRingSeconds = 30;

interface Target {
  readonly number: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Child {
  readonly leg: Leg;
  readonly target: Target;
  readonly rung: Promise<CallResult>;
}

export async function dial(reading: Reading, verb: TwimlElement): Promise<Next> {
  const children = targetsOf(verb).map((target) => ring(reading, verb, target));
  const { child, result } = await firstAnswered(children);
  for (const other of children) if (other !== child) giveUp(other);

  const fields: Record<string, string> = { DialCallSid: child.leg.sid };
  if (result.outcome === 'answered') {
    Object.assign(fields, await converse(reading, verb, { child, callee: result.callee }));
  } else {
    fields.DialCallStatus = result.outcome;
    fields.DialBridged = 'false';
  }
  // A caller who hung up hears no more TwiML: only the status callback of the number tells of the end.
  if (reading.leg.ending.signal.aborted) return 'hung-up';
  return verb.attributes.action === undefined ? undefined : goTo(reading, verb.attributes, fields);
}

function targetsOf(verb: TwimlElement): Target[] {
  const named = childrenNamed(verb, 'Number');
  if (named.length === 0) return [{ number: verb.text.trim(), attributes: {} }];
  return named.map((number) => ({ number: number.text.trim(), attributes: number.attributes }));
}

function ring(reading: Reading, verb: TwimlElement, target: Target): Child {
  const { world, leg: parent, party } = reading;
  const callback = target.attributes.statusCallback;
  const leg = openLeg(world, {
    direction: 'outbound-dial',
    from: verb.attributes.callerId ?? parent.from,
    to: target.number,
    forwardedFrom: null,
    parentCallSid: parent.sid,
    statusCallback: callback ? { url: absolute(reading, callback), method: 'POST' } : null,
    reports: new Set((target.attributes.statusCallbackEvent ?? 'completed').split(/\s+/)),
  });
  const caller: Party = {
    ...party,
    pickedUp: () => undefined,
    gone: AbortSignal.any([parent.ending.signal, leg.ending.signal]),
  };
  moveLeg(world, leg, 'initiated');
  moveLeg(world, leg, 'ringing');
  const attempt = {
    from: leg.from,
    to: target.number,
    caller,
    ringSeconds: Number(verb.attributes.timeout ?? defaultRingSeconds),
    forwardedFrom: null,
    hops: 0,
  };
  const rung = world.wires.connectCall(world, attempt).then((result) => {
    if (result.outcome !== 'answered') moveLeg(world, leg, result.outcome);
    return result;
  });
  return { leg, target, rung };
}

/** The first that answers, or, when nobody does, the last one that gave up. */
function firstAnswered(children: readonly Child[]): Promise<{ child: Child; result: CallResult }> {
  return new Promise((resolve, reject) => {
    let waiting = children.length;
    for (const child of children) {
      child.rung.then((result) => {
        waiting -= 1;
        if (result.outcome === 'answered' || waiting === 0) resolve({ child, result });
      }, reject);
    }
  });
}

function giveUp(child: Child): void {
  child.leg.ending.abort();
  child.rung.then(
    (result) => {
      if (result.outcome === 'answered') result.callee.hangUp();
    },
    () => undefined,
  );
}

/** Returns the fields for the action once the conversation is over. */
async function converse(
  reading: Reading,
  verb: TwimlElement,
  { child, callee }: { child: Child; callee: Party },
): Promise<Record<string, string>> {
  const { world, party } = reading;
  const { leg } = child;
  callee.gone.addEventListener('abort', () => leg.ending.abort(), { once: true });
  const isTaken = await wasTaken(reading, child, callee);
  // Somebody who hung up during the whisper has not taken the call.
  if (!isTaken) {
    callee.hangUp();
    moveLeg(world, leg, 'no-answer');
    return { DialCallStatus: 'no-answer', DialBridged: 'false' };
  }
  reading.answer();
  moveLeg(world, leg, 'in-progress');
  const startedAt = world.settings.now();
  await bridge(party, callee, AbortSignal.any([reading.leg.ending.signal, leg.ending.signal]));
  callee.hangUp();
  moveLeg(world, leg, 'completed');
  const fields = {
    DialCallStatus: 'completed',
    DialBridged: 'true',
    DialCallDuration: String(durationSeconds(leg)),
  };
  if (!verb.attributes.record?.startsWith('record-from')) return fields;
  const recording = recordingFrom(reading, startedAt);
  reportRecording(reading, verb, { recording, source: 'DialVerb' });
  return { ...fields, RecordingUrl: recording.url, RecordingSid: recording.sid };
}

/** `<Number url>` speaks to the called person first ("press 1 to accept"); whoever stays has taken the call. */
async function wasTaken(reading: Reading, child: Child, callee: Party): Promise<boolean> {
  const url = child.target.attributes.url;
  if (url) {
    const end = await reading.run({
      leg: child.leg,
      party: callee,
      source: {
        url: absolute(reading, url),
        method: child.target.attributes.method === 'GET' ? 'GET' : 'POST',
      },
      onAnswered: () => undefined,
    });
    if (end !== 'finished') return false;
  }
  return !callee.gone.aborted && !reading.leg.ending.signal.aborted;
}
