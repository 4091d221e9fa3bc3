/** The vocabulary of a call: the questions about what happened, and what is remembered of it. */
import { assign, setup } from 'xstate';
import { effectActionsFor, type TextOf } from '../step/index.ts';
import type { Told } from '../told.ts';
import { conclude } from './conclude.ts';
import { type CallOutcomeContext, NO_CALL } from './context.ts';
import type { CallOutcomeEvent, CallReport, HeldBack, ToolUse } from './events.ts';
import type { CallLabel } from './labels.ts';
import type { texts } from './texts.ts';
import { MAX_POLLS, OVERDUE_MS, pollPauseMs, TRY_AGAIN_AFTER_MS } from './timing.ts';

export interface Seen {
  readonly context: CallOutcomeContext;
  readonly event: CallOutcomeEvent;
}

/** What an event says about the call under way; what is said about any other call changes nothing. */
export function reportOf({ context, event }: Seen): CallReport | null {
  if (event.type !== 'CALL_REPORTED' || event.callId !== context.call?.callId) return null;
  const { conversationId } = event.report;
  if (context.conversationId !== null && context.conversationId !== conversationId) return null;
  return event.report;
}

export function useOf({ context, event }: Seen): ToolUse | null {
  return event.type === 'TOOL_CALLED' && event.callId === context.call?.callId ? event.use : null;
}

export const callIdOf = ({ context }: Seen): string => context.call?.callId ?? '';

export const callIdIn = (event: CallOutcomeEvent): string => ('callId' in event ? event.callId : '');

const isAbout = ({ context, event }: Seen): boolean =>
  'callId' in event && context.call !== null && event.callId === context.call.callId;

function labelOf(seen: Seen): CallLabel | null {
  const report = reportOf(seen);
  return report?.status === 'done' ? conclude(seen.context, report).label : null;
}

const isNotReached = (seen: Seen) => reportOf(seen)?.status === 'failed';

export const call = setup({
  types: {} as { context: CallOutcomeContext; events: CallOutcomeEvent; input: CallOutcomeContext },
  actions: {
    ...effectActionsFor<TextOf<typeof texts>, Told>(),
    keepCall: assign(({ event }) => (event.type === 'CALL_TAKEN' ? { ...NO_CALL, call: event.call } : {})),
    keepConversation: assign(({ context, event }) => {
      if (event.type === 'CALL_PLACED') return { conversationId: event.conversationId };
      if (event.type === 'TOOL_CALLED') {
        return { conversationId: context.conversationId ?? event.conversationId };
      }
      if (event.type === 'CALL_REPORTED') return { conversationId: event.report.conversationId };
      return { conversationId: context.conversationId };
    }),
    countPoll: assign({ polls: ({ context }) => context.polls + 1 }),
    keepTool: assign((seen) => {
      const use = useOf(seen);
      switch (use?.tool) {
        case 'log_call_outcome':
          return { toolLabel: use.label };
        case 'create_callback':
          return { hasCallback: true };
        case 'set_do_not_call':
          return { hasStopped: true };
        case 'schedule_followup':
          return { hasFollowUp: true };
        default:
          return {};
      }
    }),
    forget: assign(NO_CALL),
  },
  guards: {
    isMine: isAbout,
    /** An operator wrote it by hand. */
    hasNoCall: ({ context }) => context.call === null,
    isAnother: ({ context, event }) => event.type === 'CALL_DUE' && event.callId !== context.call?.callId,
    isHeldBack: (seen, { why }: { why: HeldBack }) =>
      isAbout(seen) && seen.event.type === 'CALL_HELD_BACK' && seen.event.why === why,
    /** It is over, and this is what it came to. */
    endsAs: (seen, { label }: { label: CallLabel }) => labelOf(seen) === label,
    wantsPerson: (seen) => labelOf(seen) === 'ASK_AGENT' && !seen.context.hasCallback,
    wantsLater: (seen) => labelOf(seen) === 'LATER' && !seen.context.hasFollowUp,
    hasEnded: (seen) => labelOf(seen) !== null,
    /** Nobody answered, and there is another try. One whose line is broken is not tried again. */
    isTriedAgain: (seen) => {
      const notReached = reportOf(seen)?.notReached ?? null;
      const isWorthIt = notReached === 'no_answer' || notReached === 'busy';
      return (
        isNotReached(seen) && isWorthIt && (seen.context.call?.attempt ?? 1) <= TRY_AGAIN_AFTER_MS.length
      );
    },
    isNotReached,
    isAnswered: (seen) => reportOf(seen)?.status === 'in-progress',
    isPlaced: (seen) => reportOf(seen) !== null,
    uses: (seen, { tool }: { tool: ToolUse['tool'] }) => useOf(seen)?.tool === tool,
    asksToStop: (seen) => {
      const use = useOf(seen);
      return use?.tool === 'log_call_outcome' && use.label === 'DONT_CALL';
    },
    /** The owner is told once a call. */
    asksForPersonFirst: (seen) => useOf(seen)?.tool === 'create_callback' && !seen.context.hasCallback,
    hasAskedEnough: ({ context }) => context.polls >= MAX_POLLS,
  },
  delays: {
    poll: ({ context }) => pollPauseMs(context.polls),
    overdue: OVERDUE_MS,
  },
});
