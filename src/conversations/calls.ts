/** Calls in the transaction: what the plan of a call depends on, the row of its life, and whether it was missed. */
import {
  callArrived,
  callReported,
  isMissed,
  mergeCalls,
  planCall,
  standingOfDial,
  standingOfLine,
} from '../calls/index.ts';
import type { Called, CallTerms, Delivery } from '../inbox/index.ts';
import type { ReadRow } from './sql/read.ts';
import { conversationKey, type World } from './world.ts';

/** What is known of the called number, and of what stands against ringing its owner. */
export function calledOf(
  row: ReadRow,
  delivery: Delivery,
  known: { world: World; onboardingNumber: string; isAgentDeaf: boolean },
): Called {
  const called = {
    role: row.number_role,
    voiceMode: row.voice_mode,
    orgId: row.org_id,
    businessName: row.org_name,
    isAgentDeaf: known.isAgentDeaf,
  };
  if (row.org_id === null || row.owner_phone === null || row.number_role === 'ONBOARDING') return called;
  const key = conversationKey(row.org_id, known.onboardingNumber, row.owner_phone, 'forwarding');
  return {
    ...called,
    calls: {
      isOnboarded: row.is_onboarded ?? false,
      missedCallAnswer: row.missed_call_answer ?? 'greet',
      ownerPhone: row.owner_phone,
      ringSeconds: row.ring_seconds ?? 18,
      pressToAccept: row.press_to_accept ?? false,
      recordCalls: row.record_calls ?? false,
      caller: callerKind(row, delivery, known.onboardingNumber),
      isForwardedHere: known.world.conversations.get(key)?.state === 'active',
      openLegOf: row.open_leg_of,
    },
  };
}

/** The onboarding number is the one that places test calls. */
function callerKind(row: ReadRow, { theirNumber }: Delivery, onboardingNumber: string): CallTerms['caller'] {
  if (theirNumber === onboardingNumber) return 'test';
  if (row.is_from_our_number) return 'ours';
  return theirNumber === row.owner_phone ? 'owner' : 'person';
}

/**
 * Writes what a delivery says about a call into its row. Resolves to the call's id when by this very delivery it
 * became a missed one, else to null. `answer` is what Twilio is told: a call that was not put through was missed.
 */
export function recordCall(
  world: World,
  delivery: Delivery,
  { row, called, answer }: { row: ReadRow; called: Called; answer: string },
): string | null {
  const { occurrence } = delivery;
  if (occurrence.kind === 'call') {
    if (called.role === null) return null;
    const look = { ...occurrence, caller: delivery.theirNumber };
    const write = callArrived(delivery, occurrence, { called, plan: planCall(look, called), answer });
    keep(world, write);
    return write.status === 'missed' ? occurrence.callSid : null;
  }
  if (occurrence.kind !== 'call_report') return null;
  const before = world.calls.get(occurrence.callSid);
  const isDecided = row.call_dial_status !== null || (before?.dial_status ?? null) !== null;
  const isDialling = (before?.voice_mode ?? row.call_voice_mode) === 'dial_owner';
  const hasOwner = (before?.dial_call_sid ?? row.call_dial_sid) !== null;
  // The announcement is what answers the line of a call that may be recorded.
  const isOnlyAnnounced = isDialling && !hasOwner && called.calls?.recordCalls === true;
  keep(world, callReported(delivery, occurrence, { orgId: called.orgId, isOnlyAnnounced }));
  if (isDecided) return null;
  const { report } = occurrence;
  if (report.about === 'dial') {
    return isMissed(standingOfDial(report.status, report.isBridged)) ? occurrence.callSid : null;
  }
  // A caller who gave up while it rang: no Dial action tells of that.
  if (report.about !== 'line' || !isDialling) return null;
  return isMissed(standingOfLine(report.status, { isOnlyAnnounced })) ? occurrence.callSid : null;
}

function keep(world: World, write: ReturnType<typeof callReported>): void {
  const before = world.calls.get(write.call_sid);
  world.calls.set(write.call_sid, before ? mergeCalls(before, write) : write);
}
