/** The network as tests and players hold it: phones to text and call from, and a look at everything. */
import type { Line } from '../calls/line.ts';
import { placeCall } from '../calls/place.ts';
import type { SimulatorEvent, WaitOptions } from '../feed.ts';
import type { ApiCallRecord, WebhookRecord } from '../journal.ts';
import type { AccountNumberOptions } from '../options.ts';
import type { World } from '../world.ts';
import { isDialCode } from './dial-codes.ts';
import { dialled } from './e164.ts';
import { type ForwardingChoice, type NetworkAnswer, obeyDialCode, setForwarding } from './forwarding.ts';
import { phoneAt, unusedReservedNumber } from './phones.ts';
import { newAccountNumber, pair } from './state.ts';
import type {
  AccountNumber,
  Behaviour,
  ForwardingRules,
  Media,
  PhoneCall,
  PhoneState,
  Text,
} from './types.ts';
import { type PhoneMessage, phoneMessage } from './view.ts';
import { writeText } from './write.ts';

/** Everything that a person can do with one phone. */
export interface Phone {
  readonly number: string;
  readonly behaviour: Behaviour;
  readonly forwarding: Readonly<ForwardingRules>;
  /** Both directions, oldest first. */
  readonly messages: readonly PhoneMessage[];
  readonly calls: readonly Readonly<PhoneCall>[];
  /** Returns at once; the ticks of the message move later. Throws when the text is empty or above 1600 characters. */
  text(to: string, body: string, options?: { media?: readonly Media[] }): PhoneMessage;
  /** Rings a number. The returned call changes as it goes on. */
  call(to: string, options?: { isAnonymous?: boolean }): Readonly<PhoneCall>;
  /** What a dialler does: a forwarding code is answered by the network, anything else is called. */
  dial(codeOrNumber: string): NetworkAnswer | Readonly<PhoneCall>;
  /** The live call, or the one named. Each throws when there is none. */
  answer(callId?: string): void;
  decline(callId?: string): void;
  /** Does not answer, and does not wait until the ringing time is up. */
  letRing(callId?: string): void;
  hangUp(callId?: string): void;
  press(digits: string, callId?: string): void;
  speak(words: string, callId?: string): void;
  setForwarding(choice: ForwardingChoice): void;
  /** `says`: what a phone that `answers` says, one each time it has heard something; a single key is pressed. */
  setBehaviour(behaviour: Behaviour, says?: readonly string[]): void;
  /** Resolves with the first message received from now on, or already there, that matches. */
  waitForText(matching: RegExp | string, options?: WaitOptions & { from?: string }): Promise<PhoneMessage>;
}

export interface NetworkControl {
  /** The phone with that number; it is made when it does not exist. */
  phone(number: string): Phone;
  /** A phone with an unused number of the reserved range. */
  newPhone(): Phone;
  phones(): readonly Phone[];
  numbers(): readonly Readonly<AccountNumber>[];
  /** Adds a number to the account, or changes the URLs of one. */
  setNumber(options: AccountNumberOptions): void;
  /** Everything accepted from the REST API, in order. */
  messages(): readonly Readonly<Text>[];
  webhooks(): readonly WebhookRecord[];
  apiCalls(): readonly ApiCallRecord[];
  isOptedOut(ourNumber: string, theirNumber: string): boolean;
  subscribe(listener: (event: SimulatorEvent) => void): () => void;
  waitFor<T>(look: () => T | undefined | null | false, options?: WaitOptions): Promise<T>;
}

export function networkControl(world: World): NetworkControl {
  const { network, feed, journal } = world;
  const held = new Map<string, Phone>();
  const phone = (number: string): Phone => {
    const state = phoneAt(world, number);
    const known = held.get(number) ?? phoneControl(world, state);
    held.set(number, known);
    return known;
  };
  return {
    phone,
    newPhone: () => phone(unusedReservedNumber(world)),
    phones: () => [...network.phones.keys()].map(phone),
    numbers: () => [...network.numbers.values()],
    setNumber(options) {
      const known = network.numbers.get(options.phoneE164);
      if (known) Object.assign(known, options, { updatedAt: world.settings.now() });
      else network.numbers.set(options.phoneE164, newAccountNumber(options, world.settings.now()));
      feed.emit({ type: 'numbers' });
    },
    messages: () => [...network.texts.values()].filter((text) => text.writtenBy === 'rest'),
    webhooks: () => journal.webhooks,
    apiCalls: () => journal.apiCalls,
    isOptedOut: (ours, theirs) => network.optOuts.has(pair(ours, theirs)),
    subscribe: feed.subscribe,
    waitFor: feed.waitFor,
  };
}

function phoneControl(world: World, state: PhoneState): Phone {
  const { number } = state;
  const messages = () => state.texts.map((text) => phoneMessage(text, number));
  const call: Phone['call'] = (to, options = {}) => {
    const target = dialled(to, number);
    if (!target) throw new Error(`${to} is not a number that can be called`);
    return placeCall(world, state, { to: target, isAnonymous: options.isAnonymous ?? false }).call;
  };
  const line = (callId?: string): Line => {
    const live = state.calls.findLast((one) => one.status !== 'ended' && (!callId || one.id === callId));
    const found = live && world.network.lines.get(live.id);
    if (!found) throw new Error(`${number} has no such live call`);
    return found;
  };
  return {
    number,
    get behaviour() {
      return state.behaviour;
    },
    get forwarding() {
      return state.forwarding;
    },
    get messages() {
      return messages();
    },
    get calls() {
      return state.calls;
    },
    text(to, body, { media = [] } = {}) {
      const target = dialled(to, number);
      if (!target) throw new Error(`${to} is not a number that can be texted`);
      return phoneMessage(writeText(world, state, { to: target, body, media }), number);
    },
    call,
    dial: (input) => (isDialCode(input) ? obeyDialCode(world, state, input) : call(input)),
    answer: (callId) => line(callId).answer(),
    decline: (callId) => line(callId).decline(),
    letRing: (callId) => line(callId).letRing(),
    hangUp: (callId) => line(callId).end('canceled'),
    press: (digits, callId) => line(callId).input({ kind: 'digits', text: digits }),
    speak: (words, callId) => line(callId).input({ kind: 'speech', text: words }),
    setForwarding: (choice) => setForwarding(world, state, choice),
    setBehaviour(behaviour, says = []) {
      state.behaviour = behaviour;
      state.says = says;
      world.feed.emit({ type: 'phone', phone: number });
    },
    waitForText(matching, { from, ...options } = {}) {
      const fits = (message: PhoneMessage) =>
        message.direction === 'in' &&
        (!from || message.peer === from) &&
        (typeof matching === 'string' ? message.body.includes(matching) : matching.test(message.body));
      const what = options.what ?? `a text matching ${matching} on ${number}`;
      return world.feed.waitFor(() => messages().find(fits), { ...options, what });
    },
  };
}
