/** The desk: how an owner answers callers and steers their enquiries from their own phone. */
import { assign, setup } from 'xstate';
import type { OwnerEvent } from '../enquiry/events.ts';
import { effectActionsFor, type TextOf } from '../step/index.ts';
import type { Told } from '../told.ts';
import type { Command, DeskContext } from './context.ts';
import type { DeskEvent, OpenEnquiry } from './events.ts';
import { type Reading, readDeskText } from './reading.ts';
import type { texts } from './texts.ts';

interface Seen {
  context: DeskContext;
  event: DeskEvent;
}

/** A quarter of an hour: later than that, a number alone is more likely a mistake. */
const CHOOSING_MS = 15 * 60_000;

const read = ({ event }: Seen): Reading => readDeskText(event.type === 'OWNER_TEXTED' ? event.text : '');

const openOf = ({ event }: Seen): readonly OpenEnquiry[] =>
  event.type === 'ENQUIRIES_LISTED' || event.type === 'ENQUIRY_UNKNOWN' ? event.open : [];

/** What the enquiry gets to hear. */
function asEvent({ does, words }: Command): OwnerEvent {
  switch (does) {
    case 'reply':
      return { type: 'OWNER_REPLIED', text: words };
    case 'take':
      return { type: 'OWNER_TOOK_OVER' };
    case 'back':
      return { type: 'OWNER_HANDED_BACK' };
    case 'done':
      return { type: 'ENQUIRY_CLOSED_BY_OWNER' };
    case 'ignore':
      return { type: 'CALLER_IGNORED' };
    default:
      return does satisfies never;
  }
}

const desk = setup({
  types: {} as { context: DeskContext; events: DeskEvent; input: DeskContext },
  actions: {
    ...effectActionsFor<TextOf<typeof texts>, Told>(),
    keepCommand: assign((seen) => {
      const reading = read(seen);
      return reading.kind === 'command' ? { command: reading.command } : {};
    }),
    forget: assign({ command: null }),
  },
  guards: {
    namesOne: (seen) => {
      const reading = read(seen);
      return reading.kind === 'command' && reading.handle !== null;
    },
    chooses: (seen) => read(seen).kind === 'handle' && seen.context.command !== null,
    wantsList: (seen) => ['list', 'handle'].includes(read(seen).kind),
    wantsHelp: (seen) => read(seen).kind === 'help',
    wantsForwardingOff: (seen) => read(seen).kind === 'forwardingOff',
    asksHours: (seen) => read(seen).kind === 'askHours',
    setsHours: (seen) => read(seen).kind === 'setHours',
    isUnclearAboutHours: (seen) => read(seen).kind === 'unclearHours',
    isNothingOpen: (seen) => openOf(seen).length === 0,
    hasCommand: ({ context }) => context.command !== null,
    isNotTextable: ({ context, event }) =>
      event.type === 'ENQUIRY_TOLD' && !event.isTextable && context.command?.does === 'reply',
    did: ({ context }, { does }: { does: Command['does'] }) => context.command?.does === does,
  },
  delays: { choosing: CHOOSING_MS },
});

const tellEnquiry = {
  type: 'tellEnquiry' as const,
  params: (seen: Seen) => {
    const reading = read(seen);
    return {
      handle: reading.kind === 'command' || reading.kind === 'handle' ? (reading.handle ?? 0) : 0,
      event: asEvent(seen.context.command ?? { does: 'reply', words: '' }),
    };
  },
};

const setHours = {
  type: 'setBusinessHours' as const,
  params: (seen: Seen) => {
    const reading = read(seen);
    return { hours: reading.kind === 'setHours' ? reading.hours : null };
  },
};

const listEnquiries = { type: 'listEnquiries' as const, params: {} };

const show = (text: 'list' | 'choose' | 'unknown') => ({
  type: 'sendText' as const,
  params: (seen: Seen) => ({ text, values: { open: openOf(seen) } }),
});

const confirm = (text: 'sent' | 'notTextable' | 'taken' | 'handedBack' | 'done' | 'ignored') => ({
  type: 'sendText' as const,
  params: ({ event }: Seen) => ({
    text,
    values: event.type === 'ENQUIRY_TOLD' ? { who: event.who, handle: event.handle } : { who: '', handle: 0 },
  }),
});

const answering = (does: Command['does'], text: Parameters<typeof confirm>[0]) => ({
  guard: { type: 'did' as const, params: { does } },
  target: 'ready' as const,
  actions: [confirm(text), 'forget' as const],
});

/** Both situations hear the same texts; only a number alone means something while one is being chosen. */
const hearing = desk.createStateConfig({
  on: {
    OWNER_TEXTED: [
      { guard: 'chooses', actions: tellEnquiry },
      {
        guard: 'wantsForwardingOff',
        target: 'ready',
        actions: ['forget', { type: 'turnForwardingOff', params: {} }],
      },
      { guard: 'asksHours', target: 'ready', actions: ['forget', { type: 'readBusinessHours', params: {} }] },
      { guard: 'setsHours', target: 'ready', actions: ['forget', setHours] },
      {
        guard: 'isUnclearAboutHours',
        target: 'ready',
        actions: ['forget', { type: 'sendText', params: { text: 'hoursUnclear' } }],
      },
      { guard: 'namesOne', actions: ['keepCommand', tellEnquiry] },
      { guard: 'wantsList', target: 'ready', actions: ['forget', listEnquiries] },
      {
        guard: 'wantsHelp',
        target: 'ready',
        actions: ['forget', { type: 'sendText', params: { text: 'help' } }],
      },
      { actions: ['keepCommand', listEnquiries] },
    ],
    ENQUIRY_TOLD: [
      { guard: 'isNotTextable', target: 'ready', actions: [confirm('notTextable'), 'forget'] },
      answering('reply', 'sent'),
      answering('take', 'taken'),
      answering('back', 'handedBack'),
      answering('done', 'done'),
      answering('ignore', 'ignored'),
      { target: 'ready', actions: 'forget' },
    ],
    BUSINESS_HOURS_KNOWN: {
      actions: {
        type: 'sendText',
        params: ({ event }) => ({ text: 'hours', values: { hours: event.hours } }),
      },
    },
    FORWARDING_TURNED_OFF: {
      actions: {
        type: 'sendText',
        params: ({ event }) => ({ text: 'forwardingOff', values: { phoneType: event.phoneType } }),
      },
    },
    ENQUIRY_UNKNOWN: [
      {
        guard: 'isNothingOpen',
        target: 'ready',
        actions: ['forget', { type: 'sendText', params: { text: 'nothingOpen' } }],
      },
      { target: 'choosing', reenter: true, actions: show('unknown') },
    ],
    ENQUIRIES_LISTED: [
      {
        guard: 'isNothingOpen',
        target: 'ready',
        actions: ['forget', { type: 'sendText', params: { text: 'nothingOpen' } }],
      },
      { guard: 'hasCommand', target: 'choosing', reenter: true, actions: show('choose') },
      { target: 'ready', actions: show('list') },
    ],
  },
});

export const machine = desk.createMachine({
  id: 'desk',
  context: ({ input }) => input,
  initial: 'ready',
  states: {
    ready: hearing,
    /** What the owner wrote waits for the number of the one it is meant for. */
    choosing: { ...hearing, after: { choosing: { target: 'ready', actions: 'forget' } } },
  },
});
