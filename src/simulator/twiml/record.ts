/** <Record>: listens until a key, silence or the end of the call, and tells where the recording lies. */
import { aborted } from '../background.ts';
import { voiceFields } from '../webhooks/fields.ts';
import { callTwilioWebhook } from '../webhooks/twilio-webhook.ts';
import type { TwimlElement } from './parse.ts';
import { goTo, type Next, type Reading } from './reading.ts';
import { recordingFrom, reportRecording } from './recording.ts';

export async function record(reading: Reading, verb: TwimlElement): Promise<Next> {
  const { world, party, leg } = reading;
  if (verb.attributes.playBeep !== 'false') party.hears('(beep)', 'machine');
  const startedAt = world.settings.now();
  const end = await listen(reading, verb);
  // Twilio goes on with the next verb when it heard nothing but silence.
  if (end === 'silence') return undefined;

  const recording = recordingFrom(reading, startedAt);
  reportRecording(reading, verb, { recording, source: 'RecordVerb' });
  const fields = {
    RecordingUrl: recording.url,
    RecordingSid: recording.sid,
    RecordingDuration: String(recording.seconds),
    Digits: end,
  };
  const next = goTo(reading, verb.attributes, fields);
  if (end !== 'hangup') return next;
  // The action is told of a recording even when nobody is left to hear its TwiML.
  const told = { ...voiceFields(world.settings.twilio.accountSid, leg), CallStatus: 'completed', ...fields };
  await callTwilioWebhook(world, { kind: 'voice-action', url: next.url, method: next.method, fields: told });
  return 'hung-up';
}

/** `hangup`, the key that ended it, `timeout` after words, or `silence`. */
async function listen(reading: Reading, verb: TwimlElement): Promise<string> {
  const keys = verb.attributes.finishOnKey ?? '1234567890*#';
  const silence = Number(verb.attributes.timeout ?? 5);
  const finished = Promise.withResolvers<string>();
  let words = 0;
  const stop = reading.party.onInput((input) => {
    if (input.kind === 'speech') words += 1;
    else if (keys.includes(input.text.charAt(0))) finished.resolve(input.text.charAt(0));
  });
  const { sleep } = reading.world.background;
  const silent = () =>
    sleep(silence * reading.world.settings.pace.secondMs, reading.leg.ending.signal).then(
      () => 'silent',
      () => 'hangup',
    );
  try {
    for (;;) {
      const before = words;
      const end = await Promise.race([
        finished.promise,
        silent(),
        aborted(reading.leg.ending.signal).then(() => 'hangup'),
      ]);
      if (end !== 'silent') return end;
      if (words === before) return words > 0 ? 'timeout' : 'silence';
    }
  } finally {
    stop();
  }
}
