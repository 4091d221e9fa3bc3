/** What a caller hears: the TwiML of every plan that `calls` can make. */
import type { CallEnds, CallPlan, CallUrls, MissedAnswer } from '../../../calls/index.ts';
import type { CallTerms } from '../../../inbox/index.ts';
import { escapeXml, HANG_UP, say, sayAndHangUp } from './twiml.ts';

export interface CallTwiml {
  readonly plan: CallPlan;
  readonly ends: CallEnds;
  readonly businessName: string | null;
  readonly brandName: string;
  readonly urls: CallUrls;
}

const NOBODY_THERE = 'Nobody can take your call right now.';
const LATER = 'Please try again a little later.';

/** Whoever calls hears something kind, whatever the plan is. */
export function callTwiml({ plan, ends, businessName, brandName, urls }: CallTwiml): string {
  switch (plan.kind) {
    case 'unknown':
      return sayAndHangUp(`Thank you for calling. ${NOBODY_THERE} ${LATER}`);
    case 'invite':
      return sayAndHangUp(
        `Hello, this is ${brandName}. To get started, please send a text message to this number.`,
      );
    case 'nobody':
      return sayAndHangUp('Sorry, this number is not in use. Goodbye.');
    case 'greet':
      return missedTwiml('greet', { businessName, ends, urls });
    case 'missed':
      return missedTwiml(plan.answer, { businessName, ends, urls });
    case 'dial':
      return dialTwiml(plan.terms, ends, urls);
    case 'reject':
    case 'refuse_inbound':
      return '<Response><Reject/></Response>';
    default:
      return plan satisfies never;
  }
}

/** After the owner did not take it the call is answered already, so it can be hung up but no longer rejected. */
export function afterDialTwiml(answer: MissedAnswer, parts: MissedParts): string {
  return answer === 'greet' || answer === 'voicemail' ? missedTwiml(answer, parts) : HANG_UP;
}

/** After a message was left. */
export function thanksTwiml(): string {
  return sayAndHangUp('Thank you. We will pass on your message. Goodbye.');
}

/** What the owner hears before the caller. A voicemail presses nothing, so it takes no call. */
export function whisperTwiml(digits: string | undefined, { brandName, urls }: WhisperParts): string {
  // An empty document ends the whisper, and the two are connected.
  if (digits === '1') return '<Response/>';
  if (digits !== undefined) return HANG_UP;
  const prompt = say(`A call for you, through ${brandName}. Press 1 to take it.`);
  const gather = `<Gather numDigits="1" timeout="${PRESS_SECONDS}" action="${escapeXml(urls.whisper)}" method="POST">`;
  return `<Response>${gather}${prompt}</Gather><Hangup/></Response>`;
}

interface WhisperParts {
  readonly brandName: string;
  readonly urls: CallUrls;
}

interface MissedParts {
  readonly businessName: string | null;
  readonly ends: CallEnds;
  readonly urls: CallUrls;
}

/** 6 s: long enough to take the phone from the ear to its keypad. */
const PRESS_SECONDS = 6;
/** Two minutes: a message longer than that is a conversation. */
const LONGEST_MESSAGE_SECONDS = 120;
const SILENCE_SECONDS = 5;

function missedTwiml(answer: MissedAnswer, { businessName, ends, urls }: MissedParts): string {
  const thanks = businessName ? `Thank you for calling ${businessName}.` : 'Thank you for calling.';
  switch (answer) {
    case 'greet':
      return sayAndHangUp(`${thanks} ${NOBODY_THERE} ${LATER}`);
    case 'reject':
      return '<Response><Reject/></Response>';
    case 'busy':
      return '<Response><Reject reason="busy"/></Response>';
    case 'voicemail': {
      // That it is recorded is said before it is (P-29).
      const prompt = say(
        `${thanks} ${NOBODY_THERE} Please leave a message after the tone. It will be recorded.`,
      );
      const url = escapeXml(urls.reports(ends));
      const record = `<Record action="${url}" method="POST" maxLength="${LONGEST_MESSAGE_SECONDS}" timeout="${SILENCE_SECONDS}" playBeep="true" recordingStatusCallback="${url}" recordingStatusCallbackMethod="POST"/>`;
      return `<Response>${prompt}${record}${say('We did not hear a message. Goodbye.')}<Hangup/></Response>`;
    }
    default:
      return answer satisfies never;
  }
}

/** Twilio takes 5 to 600 s; beyond a minute no caller is left. */
const RING_SECONDS = { least: 5, most: 60 };

/**
 * No `callerId`: the owner's phone shows who calls (ruling 1m). `answerOnBridge`: the caller hears it ring, and a
 * caller who gives up before anybody answered has a line that ended unanswered. An announcement answers the line
 * itself, so then the owner's leg tells when it is picked up.
 */
function dialTwiml(terms: CallTerms, ends: CallEnds, urls: CallUrls): string {
  const url = escapeXml(urls.reports(ends));
  const seconds = Math.min(RING_SECONDS.most, Math.max(RING_SECONDS.least, terms.ringSeconds));
  const record = terms.recordCalls
    ? ` record="record-from-answer-dual" recordingStatusCallback="${url}" recordingStatusCallbackMethod="POST"`
    : '';
  const announcement = terms.recordCalls ? say('This call may be recorded.') : '';
  const whisper = terms.pressToAccept ? ` url="${escapeXml(urls.whisper)}" method="POST"` : '';
  const pickedUp = terms.recordCalls
    ? ` statusCallback="${url}" statusCallbackMethod="POST" statusCallbackEvent="answered"`
    : '';
  const number = `<Number${whisper}${pickedUp}>${escapeXml(terms.ownerPhone)}</Number>`;
  return `<Response>${announcement}<Dial answerOnBridge="true" timeout="${seconds}" action="${url}" method="POST"${record}>${number}</Dial></Response>`;
}
