/** The live end of a call at a phone: what a thumb can do with it, and what its owner hears. */
import { newSid } from '../ids.ts';
import type { CallOutcome, PhoneCall, PhoneState } from '../network/types.ts';
import type { World } from '../world.ts';
import type { Party, PartyInput } from './party.ts';

export interface Line {
  readonly call: PhoneCall;
  readonly party: Party;
  /** Resolves when the owner picks up, declines or lets it ring. */
  readonly decided: Promise<'answered' | 'declined' | 'no-answer'>;
  answer(): void;
  decline(): void;
  /** The ringing time passes at once: nobody has to wait for what does not happen. */
  letRing(): void;
  input(input: PartyInput): void;
  /** Marks the call as being in conversation. */
  connected(): void;
  /** Ends the call with this outcome; the first one counts. */
  end(outcome: CallOutcome): void;
}

export interface LineOrder {
  readonly direction: 'in' | 'out';
  readonly peer: string;
  readonly forwardedFrom: string | null;
}

export function openLine(world: World, phone: PhoneState, order: LineOrder): Line {
  const call: PhoneCall = {
    id: newSid('PC'),
    ...order,
    startedAt: world.settings.now(),
    answeredAt: null,
    endedAt: null,
    status: order.direction === 'in' ? 'ringing' : 'calling',
    outcome: null,
    heard: [],
  };
  const hungUp = new AbortController();
  const listeners = new Set<(input: PartyInput) => void>();
  const unheard: PartyInput[] = [];
  const decision = Promise.withResolvers<'answered' | 'declined' | 'no-answer'>();
  const changed = () => world.feed.emit({ type: 'call', phone: phone.number, call });

  const line: Line = {
    call,
    decided: decision.promise,
    party: {
      gone: hungUp.signal,
      hangUp: () => line.end('completed'),
      hears(text, by) {
        if (call.status === 'ended' || text === '') return;
        call.heard.push({ at: world.settings.now(), by, text });
        changed();
      },
      pickedUp: () => line.connected(),
      onInput(listener) {
        listeners.add(listener);
        for (const input of unheard.splice(0)) listener(input);
        return () => listeners.delete(listener);
      },
    },
    answer: () => decision.resolve('answered'),
    decline: () => decision.resolve('declined'),
    letRing: () => decision.resolve('no-answer'),
    input(input) {
      if (call.status !== 'in-progress') return;
      const shown = input.kind === 'digits' ? `Pressed ${input.text}` : input.text;
      call.heard.push({ at: world.settings.now(), by: 'self', text: shown });
      if (listeners.size === 0) unheard.push(input);
      for (const listener of [...listeners]) listener(input);
      changed();
    },
    connected() {
      if (call.status === 'ended' || call.status === 'in-progress') return;
      call.status = 'in-progress';
      call.answeredAt = world.settings.now();
      changed();
    },
    end(outcome) {
      if (call.status === 'ended') return;
      call.outcome = call.status === 'in-progress' && outcome !== 'voicemail' ? 'completed' : outcome;
      call.status = 'ended';
      call.endedAt = world.settings.now();
      world.network.lines.delete(call.id);
      hungUp.abort();
      changed();
    },
  };
  phone.calls.push(call);
  world.network.lines.set(call.id, line);
  changed();
  return line;
}
