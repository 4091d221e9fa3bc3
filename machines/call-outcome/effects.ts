/** What follows from a call, as effects: what is written, promised, said to the owner and logged. */
import { conclude, followUpOf } from './conclude.ts';
import type { CallChange, ToolUse } from './events.ts';
import { callIdOf, reportOf, type Seen, useOf } from './setup.ts';
import { TRY_AGAIN_AFTER_MS } from './timing.ts';

/** One line a happening, found by `grep phone_outbound_v1`. */
export const say = (what: string, more: (seen: Seen) => Record<string, unknown> = () => ({})) => ({
  type: 'log' as const,
  params: (seen: Seen) => ({
    line: `phone_outbound_v1 ${what}`,
    fields: { orgId: seen.context.facts.orgId, callId: aboutOf(seen), ...more(seen) },
  }),
});

/** Also for what is said between calls. */
function aboutOf({ context, event }: Seen): string | null {
  if (event.type === 'CALL_TAKEN') return event.call.callId;
  return context.call?.callId ?? ('callId' in event ? event.callId : null);
}

export const save = (changeOf: (seen: Seen) => CallChange) => ({
  type: 'saveCall' as const,
  params: (seen: Seen) => ({ callId: callIdOf(seen), change: changeOf(seen) }),
});

export const savePlace = save(({ event }) =>
  event.type === 'CALL_PLACED' ? { conversationId: event.conversationId, callSid: event.callSid } : {},
);

/** What a report says beside its state; what it does not say is not written over. */
function toldBy(seen: Seen): CallChange {
  const report = reportOf(seen);
  if (!report) return {};
  const { conversationId, callSid, summary, durationS, endReason } = report;
  return {
    conversationId,
    ...(callSid === null ? {} : { callSid }),
    ...(summary === null ? {} : { summary }),
    ...(durationS === null ? {} : { durationS }),
    ...(endReason === null ? {} : { endReason }),
  };
}

export const saveTold = save(toldBy);
export const saveAnswered = save((seen) => ({ status: 'answered', ...toldBy(seen) }));

export const saveNotReached = save((seen) => {
  const status = reportOf(seen)?.notReached ?? 'failed';
  return { ...toldBy(seen), status, endReason: reportOf(seen)?.endReason ?? status };
});

export const saveEnd = save((seen) => {
  const report = reportOf(seen);
  if (!report) return {};
  const { label, evidence } = conclude(seen.context, report);
  return { ...toldBy(seen), status: 'completed', label, evidence };
});

/** The evidence is logged (ruling 0c): it is what a person checks a label by. */
export const sayEnd = say('call ended', (seen) => {
  const report = reportOf(seen);
  return report ? { ...conclude(seen.context, report), callType: seen.context.call?.callType } : {};
});

export const stopByWords = {
  type: 'stopCalling' as const,
  params: (seen: Seen) => {
    const report = reportOf(seen);
    const words = report ? conclude(seen.context, report).evidence : null;
    return { words: words ?? 'asked on a call not to be called', source: 'call' as const };
  },
};

export const stopByTool = {
  type: 'stopCalling' as const,
  params: (seen: Seen) => {
    const use = useOf(seen);
    const noted = use?.tool === 'set_do_not_call' ? use.reason : null;
    return { words: noted ?? 'asked on a call not to be called', source: 'tool' as const };
  },
};

export const scheduleByWords = {
  type: 'scheduleFollowUp' as const,
  params: (seen: Seen) => {
    const report = reportOf(seen);
    if (!report) throw new Error('a follow-up follows from a report');
    return { callId: callIdOf(seen), ...followUpOf(seen.context, report) };
  },
};

const used = <Tool extends ToolUse['tool']>(seen: Seen, tool: Tool) => {
  const use = useOf(seen);
  if (use?.tool !== tool) throw new Error(`the guard lets ${tool} through only`);
  return use as Extract<ToolUse, { tool: Tool }>;
};

export const scheduleByTool = {
  type: 'scheduleFollowUp' as const,
  params: (seen: Seen) => {
    const { at, channel, notes } = used(seen, 'schedule_followup');
    return { callId: callIdOf(seen), at, channel, words: notes ?? '' };
  },
};

export const saveLogged = save((seen) => {
  const { label, notes } = used(seen, 'log_call_outcome');
  return { status: 'answered', label, ...conversationOf(seen), ...(notes === null ? {} : { notes }) };
});

export const saveHeard = save((seen) => ({ status: 'answered', ...conversationOf(seen) }));

/** A tool may be the first to say which conversation it is. */
const conversationOf = ({ event }: Seen) =>
  event.type === 'TOOL_CALLED' ? { conversationId: event.conversationId } : {};

export const sayTool = say('tool used', (seen) => ({ tool: useOf(seen)?.tool }));

/** By the tool, or by what was said until the end. */
function callbackOf(seen: Seen) {
  const use = useOf(seen);
  const report = reportOf(seen);
  const name = seen.context.call?.name ?? null;
  if (use?.tool === 'create_callback') {
    return { name: use.name ?? name, reason: use.reason, preferredTime: use.preferredTime };
  }
  return { name, reason: report ? conclude(seen.context, report).evidence : null, preferredTime: null };
}

export const askForCallback = {
  type: 'askForCallback' as const,
  params: (seen: Seen) => ({ callId: callIdOf(seen), ...callbackOf(seen) }),
};

export const tellOwner = {
  type: 'textOwner' as const,
  params: (seen: Seen) => ({
    text: 'callbackWanted' as const,
    values: {
      ...callbackOf(seen),
      phone: seen.context.facts.theirNumber,
      callType: seen.context.call?.callType ?? ('BILLING_REMINDER' as const),
    },
  }),
};

export const tryAgain = {
  type: 'callAgain' as const,
  params: (seen: Seen) => ({
    callId: callIdOf(seen),
    afterMs: TRY_AGAIN_AFTER_MS[(seen.context.call?.attempt ?? 1) - 1] ?? TRY_AGAIN_AFTER_MS[0] ?? 0,
  }),
};

/** A person must look: nobody knows what became of a call, so it is not dialled again. */
export const alertLost = {
  type: 'alertOperator' as const,
  params: (seen: Seen) => ({ alert: 'outbound_call_lost', detail: callIdOf(seen) }),
};
