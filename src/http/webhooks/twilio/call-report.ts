/** Tells the callbacks of a call apart by their fields, because they may share one URL, and says how each is answered. */
import {
  type CallEnds,
  type CallUrls,
  isMissed,
  missedAnswerOf,
  standingOfDial,
} from '../../../calls/index.ts';
import type { Called, CallReport } from '../../../inbox/index.ts';
import { afterDialTwiml, thanksTwiml } from './call-twiml.ts';
import { dialFields, lineStatusFields, messageLeftFields, recordingReadyFields } from './fields.ts';
import { EMPTY_TWIML, HANG_UP } from './twiml.ts';

interface AnswerParts {
  readonly ends: CallEnds;
  readonly urls: CallUrls;
}

export type ReadReport =
  | {
      readonly kind: 'report';
      readonly callSid: string;
      readonly eventId: string;
      readonly report: CallReport;
      readonly answer: (parts: AnswerParts) => (called: Called | null) => string;
    }
  /** A call that we placed: not a caller's. */
  | { readonly kind: 'placed call'; readonly callSid: string; readonly status: string };

/** Null for a form that is none of them. The Dial action carries a recording too, so it is looked for first. */
export function readCallReport(fields: Record<string, string>): ReadReport | null {
  return readDial(fields) ?? readRecording(fields) ?? readMessage(fields) ?? readLine(fields);
}

function readDial(fields: Record<string, string>): ReadReport | null {
  const parsed = dialFields.safeParse(fields);
  if (!parsed.success) return null;
  const { CallSid, DialCallStatus, DialCallSid, DialCallDuration, DialBridged, RecordingSid, RecordingUrl } =
    parsed.data;
  const isBridged = DialBridged === undefined ? null : DialBridged === 'true';
  const standing = standingOfDial(DialCallStatus, isBridged);
  return {
    kind: 'report',
    callSid: CallSid,
    eventId: `dial:${CallSid}:${DialCallStatus}`,
    report: {
      about: 'dial',
      status: DialCallStatus,
      isBridged,
      dialCallSid: DialCallSid ?? null,
      durationS: DialCallDuration ?? null,
      recording: RecordingSid
        ? { sid: RecordingSid, url: RecordingUrl ?? null, status: null, durationS: null, isVoicemail: false }
        : null,
    },
    answer: (parts) => (called) => {
      if (!isMissed(standing)) return HANG_UP;
      const terms = called?.calls;
      const answer = terms ? missedAnswerOf(terms) : 'greet';
      return afterDialTwiml(answer, { ...parts, businessName: called?.businessName ?? null });
    },
  };
}

function readRecording(fields: Record<string, string>): ReadReport | null {
  const parsed = recordingReadyFields.safeParse(fields);
  if (!parsed.success) return null;
  const { CallSid, RecordingSid, RecordingUrl, RecordingStatus, RecordingDuration, RecordingSource } =
    parsed.data;
  return {
    kind: 'report',
    callSid: CallSid,
    eventId: `recording:${RecordingSid}:${RecordingStatus}`,
    report: {
      about: 'recording',
      recording: {
        sid: RecordingSid,
        url: RecordingUrl ?? null,
        status: RecordingStatus,
        durationS: RecordingDuration ?? null,
        isVoicemail: RecordingSource === 'RecordVerb',
      },
    },
    answer: () => () => EMPTY_TWIML,
  };
}

/** The action of `<Record>`: a message was left. */
function readMessage(fields: Record<string, string>): ReadReport | null {
  const parsed = messageLeftFields.safeParse(fields);
  if (!parsed.success) return null;
  const { CallSid, RecordingSid, RecordingUrl, RecordingDuration } = parsed.data;
  return {
    kind: 'report',
    callSid: CallSid,
    eventId: `message:${RecordingSid}`,
    report: {
      about: 'recording',
      recording: {
        sid: RecordingSid,
        url: RecordingUrl ?? null,
        status: null,
        durationS: RecordingDuration ?? null,
        isVoicemail: true,
      },
    },
    answer: () => thanksTwiml,
  };
}

/** The number's own status callback, or that of the leg to the owner. */
function readLine(fields: Record<string, string>): ReadReport | null {
  const parsed = lineStatusFields.safeParse(fields);
  if (!parsed.success) return null;
  const { CallSid, CallStatus, Direction, ParentCallSid } = parsed.data;
  if (ParentCallSid !== undefined && CallStatus === 'in-progress') {
    return {
      kind: 'report',
      callSid: ParentCallSid,
      eventId: `leg:${CallSid}`,
      report: { about: 'leg', dialCallSid: CallSid },
      answer: () => () => EMPTY_TWIML,
    };
  }
  if (ParentCallSid !== undefined || Direction?.startsWith('outbound')) {
    return { kind: 'placed call', callSid: CallSid, status: CallStatus };
  }
  return {
    kind: 'report',
    callSid: CallSid,
    eventId: `status:${CallSid}:${CallStatus}`,
    report: { about: 'line', status: CallStatus },
    answer: () => () => EMPTY_TWIML,
  };
}
