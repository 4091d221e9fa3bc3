/**
 * The row of a call as one event would write it, and how two such rows become one. What is merged here within a batch
 * is merged by the same rules with the stored row in `conversations/sql/write.ts`.
 */
import type { Called, CallOccurrence, CallReportOccurrence, Delivery, Recording } from '../inbox/index.ts';
import { isPhoneE164 } from '../values/phone.ts';
import { type CallPlan, isDialled } from './plan.ts';
import { type LineEnd, type Standing, standingOfDial, standingOfLine } from './standing.ts';

/** Null: this event does not say. */
export interface CallWrite {
  readonly call_sid: string;
  readonly org_id: string | null;
  readonly our_number: string;
  readonly their_number: string;
  /** As the call was handled: a refused `dial_owner` was a `forwarded_in`. */
  readonly voice_mode: string | null;
  readonly status: Standing['status'];
  readonly weight: Standing['weight'];
  readonly forwarded_from: string | null;
  readonly dial_call_sid: string | null;
  readonly dial_status: string | null;
  readonly dial_duration_s: number | null;
  readonly recording_sid: string | null;
  readonly recording_url: string | null;
  readonly recording_status: string | null;
  readonly recording_duration_s: number | null;
  readonly is_voicemail: boolean;
  readonly started_at: string;
  readonly ended_at: string | null;
}

type Ends = Pick<Delivery, 'ourNumber' | 'theirNumber' | 'receivedAt'>;

/** The row of a call that has just arrived; `answer` is what its caller was told. */
export function callArrived(
  delivery: Ends,
  occurrence: CallOccurrence,
  { called, plan, answer }: { called: Called; plan: CallPlan; answer: string },
): CallWrite {
  const hasDialled = isDialled(answer);
  return {
    ...blank(delivery, occurrence.callSid, called.orgId),
    ...(hasDialled ? { status: 'ringing', weight: 0 } : standingOfPlan(plan)),
    voice_mode: !hasDialled && called.voiceMode === 'dial_owner' ? 'forwarded_in' : called.voiceMode,
    forwarded_from: occurrence.forwardedFrom,
  };
}

/** The row of a call that something was told about. */
export function callReported(
  delivery: Ends,
  { callSid, report }: CallReportOccurrence,
  { orgId, isOnlyAnnounced }: LineEnd & { orgId: string | null },
): CallWrite {
  const row = blank(delivery, callSid, orgId);
  const at = delivery.receivedAt.toISOString();
  switch (report.about) {
    case 'dial': {
      const standing = standingOfDial(report.status, report.isBridged);
      return {
        ...row,
        ...standing,
        ...(report.recording ? recorded(report.recording) : {}),
        // Only a dial makes a Dial action, so a row that the action creates knows how its call was handled.
        voice_mode: 'dial_owner',
        dial_call_sid: report.dialCallSid,
        dial_status: standing === null ? null : report.status,
        dial_duration_s: report.durationS,
        ended_at: standing?.status === 'completed' ? at : null,
      };
    }
    case 'leg':
      return {
        ...row,
        status: 'answered',
        weight: 1,
        voice_mode: 'dial_owner',
        dial_call_sid: report.dialCallSid,
      };
    case 'line': {
      const standing = standingOfLine(report.status, { isOnlyAnnounced });
      return { ...row, ...standing, ended_at: standing.weight === 2 ? at : null };
    }
    case 'recording':
      return { ...row, ...recorded(report.recording) };
    default:
      return report satisfies never;
  }
}

/** Two rows of one call: the weightier status, every field that either knows, the earliest start, the latest end. */
export function mergeCalls(one: CallWrite, other: CallWrite): CallWrite {
  const [ahead, behind] = other.weight > one.weight ? [other, one] : [one, other];
  const [newer, older] = recordingRank(other) > recordingRank(one) ? [other, one] : [one, other];
  return {
    ...one,
    org_id: one.org_id ?? other.org_id,
    our_number: one.our_number || other.our_number,
    their_number: one.their_number || other.their_number,
    voice_mode: one.voice_mode ?? other.voice_mode,
    status: ahead.status,
    weight: ahead.weight,
    forwarded_from: one.forwarded_from ?? other.forwarded_from,
    dial_call_sid: one.dial_call_sid ?? other.dial_call_sid,
    dial_status: ahead.dial_status ?? behind.dial_status,
    dial_duration_s: one.dial_duration_s ?? other.dial_duration_s,
    recording_sid: one.recording_sid ?? other.recording_sid,
    recording_url: one.recording_url ?? other.recording_url,
    recording_status: newer.recording_status ?? older.recording_status,
    recording_duration_s: one.recording_duration_s ?? other.recording_duration_s,
    is_voicemail: one.is_voicemail || other.is_voicemail,
    started_at: one.started_at < other.started_at ? one.started_at : other.started_at,
    ended_at: latest(one.ended_at, other.ended_at),
  };
}

/** A report whose URL and form named no numbers leaves them to the call itself. */
function blank(
  { ourNumber, theirNumber, receivedAt }: Ends,
  callSid: string,
  orgId: string | null,
): CallWrite {
  const isTold = isPhoneE164(ourNumber);
  return {
    call_sid: callSid,
    org_id: orgId,
    our_number: isTold ? ourNumber : '',
    their_number: isTold ? theirNumber : '',
    voice_mode: null,
    status: 'ringing',
    weight: 0,
    forwarded_from: null,
    dial_call_sid: null,
    dial_status: null,
    dial_duration_s: null,
    recording_sid: null,
    recording_url: null,
    recording_status: null,
    recording_duration_s: null,
    is_voicemail: false,
    started_at: receivedAt.toISOString(),
    ended_at: null,
  };
}

function standingOfPlan(plan: CallPlan): Standing {
  if (plan.kind === 'missed') return { status: 'missed', weight: 3 };
  if (plan.kind === 'reject' || plan.kind === 'refuse_inbound') return { status: 'rejected', weight: 3 };
  // Planned but not answered so: the caller was told that nobody is there.
  if (plan.kind === 'dial') return { status: 'missed', weight: 3 };
  return { status: 'answered', weight: 1 };
}

function recorded({ sid, url, status, durationS, isVoicemail }: Recording) {
  return {
    recording_sid: sid,
    recording_url: url,
    recording_status: status,
    recording_duration_s: durationS,
    is_voicemail: isVoicemail,
  };
}

/** A recording that is over says more than one that still runs. */
function recordingRank({ recording_status: status }: CallWrite): number {
  if (status === null) return 0;
  return status === 'in-progress' ? 1 : 2;
}

function latest(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
