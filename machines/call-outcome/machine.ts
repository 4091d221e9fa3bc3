/**
 * The call to one phone, from its turn to what follows from it. Nothing of it depends on the order in which the company
 * tells things: a report may overtake the answer to the dialling, and what comes after the end finds no call.
 */
import {
  alertLost,
  askForCallback,
  save,
  saveAnswered,
  saveEnd,
  saveHeard,
  saveLogged,
  saveNotReached,
  savePlace,
  saveTold,
  say,
  sayEnd,
  sayTool,
  scheduleByTool,
  scheduleByWords,
  stopByTool,
  stopByWords,
  tellOwner,
  tryAgain,
} from './effects.ts';
import { call, callIdIn, callIdOf, type Seen } from './setup.ts';

/** The ends that every report may bring, whatever was known before. */
const endings = [
  {
    guard: { type: 'endsAs', params: { label: 'DONT_CALL' } },
    target: 'idle',
    actions: [saveEnd, stopByWords, sayEnd, 'forget'],
  },
  {
    guard: 'wantsPerson',
    target: 'idle',
    actions: [saveEnd, askForCallback, tellOwner, sayEnd, 'forget'],
  },
  { guard: 'wantsLater', target: 'idle', actions: [saveEnd, scheduleByWords, sayEnd, 'forget'] },
  { guard: 'hasEnded', target: 'idle', actions: [saveEnd, sayEnd, 'forget'] },
  {
    guard: 'isTriedAgain',
    target: 'idle',
    actions: [saveNotReached, tryAgain, say('not reached'), 'forget'],
  },
  { guard: 'isNotReached', target: 'idle', actions: [saveNotReached, say('not reached'), 'forget'] },
] as const;

const answered = {
  guard: 'isAnswered',
  target: 'live',
  actions: ['keepConversation', saveAnswered, say('call answered')],
} as const;

/** A tool is used on a live call: whoever uses one has somebody on the line. */
const tools = [
  {
    guard: 'asksToStop',
    target: 'live',
    actions: ['keepConversation', 'keepTool', saveLogged, stopByTool, sayTool],
  },
  {
    guard: { type: 'uses', params: { tool: 'log_call_outcome' } },
    target: 'live',
    actions: ['keepConversation', 'keepTool', saveLogged, sayTool],
  },
  {
    guard: { type: 'uses', params: { tool: 'set_do_not_call' } },
    target: 'live',
    actions: ['keepConversation', 'keepTool', saveHeard, stopByTool, sayTool],
  },
  {
    guard: { type: 'uses', params: { tool: 'schedule_followup' } },
    target: 'live',
    actions: ['keepConversation', 'keepTool', saveHeard, scheduleByTool, sayTool],
  },
  {
    guard: 'asksForPersonFirst',
    target: 'live',
    actions: ['keepConversation', 'keepTool', saveHeard, askForCallback, tellOwner, sayTool],
  },
  {
    guard: { type: 'uses', params: { tool: 'create_callback' } },
    target: 'live',
    actions: ['keepConversation', 'keepTool', saveHeard, askForCallback, sayTool],
  },
] as const;

const giveUp = [
  save(({ event }) => ({
    status: 'unclear',
    endReason: event.type === 'CALL_LOST' ? event.reason : 'nobody told how it ended',
  })),
  alertLost,
  say('call lost'),
  'forget',
] as const;

const lost = { guard: 'isMine', target: 'idle', actions: giveUp } as const;

/** The answer to the dialling, after a report or a tool that overtook it. */
const placedAfterwards = { guard: 'isMine', actions: ['keepConversation', savePlace] } as const;

const take = { type: 'takeCall', params: ({ event }: Seen) => ({ callId: callIdIn(event) }) } as const;

/** Another call to this phone has its turn while one is under way; in a row without a call nothing is. */
const another = [
  { guard: 'hasNoCall', target: 'idle', actions: take },
  {
    guard: 'isAnother',
    actions: {
      type: 'putOffCall',
      params: ({ event }: Seen) => ({ callId: callIdIn(event), waitsFor: 'earlier_call', until: null }),
    },
  },
] as const;

const putBack = (why: 'window' | 'flag') =>
  ({
    guard: { type: 'isHeldBack', params: { why } },
    target: 'idle',
    actions: [
      {
        type: 'putOffCall',
        params: (seen: Seen) => ({
          callId: callIdOf(seen),
          waitsFor: why,
          until: seen.event.type === 'CALL_HELD_BACK' ? seen.event.until : null,
        }),
      },
      say('call put off'),
      'forget',
    ],
  }) as const;

const closed = (status: 'do_not_call' | 'cancelled') =>
  ({
    guard: { type: 'isHeldBack', params: { why: status } },
    target: 'idle',
    actions: [save(() => ({ status, endReason: status })), say('call held back'), 'forget'],
  }) as const;

/** The company is asked as well, because its webhooks are not repeated. */
const poll = (state: 'ringing' | 'live') =>
  [
    {
      guard: 'hasAskedEnough',
      target: 'idle',
      actions: giveUp,
    },
    {
      target: state,
      reenter: true,
      actions: [
        'countPoll',
        save(() => ({})),
        {
          type: 'askAboutCall',
          params: (seen: Seen) => ({
            callId: callIdOf(seen),
            conversationId: seen.context.conversationId ?? '',
          }),
        },
      ],
    },
  ] as const;

export const machine = call.createMachine({
  id: 'call-outcome',
  context: ({ input }) => input,
  initial: 'idle',
  on: {
    FOLLOW_UP_DUE: {
      actions: [
        {
          type: 'sendText',
          params: ({ context, event }) => ({
            text: 'followUp' as const,
            values: { business: context.facts.businessName, callType: event.callType },
          }),
        },
        { type: 'closeFollowUp', params: ({ event }) => ({ followUpId: event.followUpId }) },
      ],
    },
    TEXT_FAILED: {
      actions: {
        type: 'alertOperator',
        params: ({ event }) => ({
          alert: 'A text about a call could not be delivered',
          detail: `${event.text}: ${event.reason}`,
        }),
      },
    },
  },
  states: {
    idle: {
      on: {
        CALL_DUE: { actions: take },
        CALL_TAKEN: {
          target: 'dialling',
          actions: [
            'keepCall',
            {
              type: 'placeAgentCall',
              params: ({ event: { call: taken } }) => ({
                callId: taken.callId,
                agentId: taken.agentId,
                variables: taken.variables,
              }),
            },
            say('call promised', ({ context }) => ({ attempt: context.call?.attempt })),
          ],
        },
        CALL_PUT_OFF: {
          actions: say('call waits', ({ event }) => ({
            waitsFor: event.type === 'CALL_PUT_OFF' ? event.waitsFor : null,
          })),
        },
        CALL_STOPPED: {
          actions: say('call refused', ({ event }) => ({
            reason: event.type === 'CALL_STOPPED' ? event.reason : null,
          })),
        },
      },
    },
    /** Promised to the company; nobody knows yet whether it rings. */
    dialling: {
      // Its keeper always answers; this is for the day when a bug keeps it from answering.
      after: { overdue: { target: 'idle', actions: giveUp } },
      on: {
        CALL_DUE: another,
        CALL_PLACED: {
          guard: 'isMine',
          target: 'ringing',
          actions: ['keepConversation', savePlace, say('call placed')],
        },
        CALL_NOT_PLACED: {
          guard: 'isMine',
          target: 'idle',
          actions: [
            save(({ event }) => ({
              status: 'failed',
              endReason: event.type === 'CALL_NOT_PLACED' ? `${event.code}: ${event.reason}` : null,
            })),
            say('call not placed', ({ event }) => ({
              code: event.type === 'CALL_NOT_PLACED' ? event.code : null,
            })),
            'forget',
          ],
        },
        CALL_HELD_BACK: [putBack('window'), putBack('flag'), closed('do_not_call'), closed('cancelled')],
        CALL_LOST: lost,
        CALL_REPORTED: [
          ...endings,
          answered,
          { guard: 'isPlaced', target: 'ringing', actions: ['keepConversation', saveTold] },
        ],
        TOOL_CALLED: tools,
      },
    },
    ringing: {
      after: { poll: poll('ringing') },
      on: {
        CALL_DUE: another,
        CALL_PLACED: placedAfterwards,
        CALL_LOST: lost,
        CALL_REPORTED: [...endings, answered],
        TOOL_CALLED: tools,
      },
    },
    live: {
      after: { poll: poll('live') },
      on: {
        CALL_DUE: another,
        CALL_PLACED: placedAfterwards,
        CALL_LOST: lost,
        CALL_REPORTED: endings,
        TOOL_CALLED: tools,
      },
    },
  },
});
