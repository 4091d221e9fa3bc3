/** A recording: where it lies, and the callback that tells that it is ready. */
import { newSid } from '../ids.ts';
import { rfc2822 } from '../webhooks/fields.ts';
import { callTwilioWebhook } from '../webhooks/twilio-webhook.ts';
import type { TwimlElement } from './parse.ts';
import { absolute, type Reading } from './reading.ts';

export interface Recording {
  readonly sid: string;
  readonly url: string;
  readonly startedAt: Date;
  readonly seconds: number;
}

export function recordingFrom(reading: Reading, startedAt: Date): Recording {
  const { settings } = reading.world;
  const sid = newSid('RE');
  const elapsed = settings.now().getTime() - startedAt.getTime();
  return {
    sid,
    url: `${settings.publicUrl}/2010-04-01/Accounts/${settings.twilio.accountSid}/Recordings/${sid}`,
    startedAt,
    seconds: Math.max(1, Math.round(elapsed / 1000)),
  };
}

/** https://www.twilio.com/docs/voice/twiml/record#recordingstatuscallback */
export function reportRecording(
  reading: Reading,
  verb: TwimlElement,
  { recording, source }: { recording: Recording; source: 'RecordVerb' | 'DialVerb' },
): void {
  const callback = verb.attributes.recordingStatusCallback;
  if (!callback) return;
  const url = absolute(reading, callback);
  const method = verb.attributes.recordingStatusCallbackMethod === 'GET' ? 'GET' : 'POST';
  const fields = {
    AccountSid: reading.world.settings.twilio.accountSid,
    CallSid: reading.leg.sid,
    RecordingSid: recording.sid,
    RecordingUrl: recording.url,
    RecordingStatus: 'completed',
    RecordingDuration: String(recording.seconds),
    RecordingChannels: source === 'DialVerb' ? '2' : '1',
    RecordingStartTime: rfc2822(recording.startedAt),
    RecordingSource: source,
  };
  reading.world.background.run('report a recording', () =>
    callTwilioWebhook(reading.world, { kind: 'recording-status', url, method, fields }),
  );
}
