/** Call forwarding as a phone has it: set by codes or from outside, and shown in the words of a network. */
import type { World } from '../world.ts';
import { type DialCode, type ForwardingService, readDialCode } from './dial-codes.ts';
import { dialled } from './e164.ts';
import type { ForwardingRule, ForwardingRules, PhoneState } from './types.ts';

/** The network's own choice when the code names no time; the standard allows 5–30 in steps of 5. */
const defaultSeconds = 20;

/** For tests and players that do not want to dial codes. */
export type ForwardingChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'unconditional'; readonly to: string }
  | { readonly kind: 'conditional'; readonly to: string; readonly noReplySeconds?: number };

export interface NetworkAnswer {
  readonly isDone: boolean;
  readonly title: string;
  readonly lines: readonly string[];
}

export function setForwarding(world: World, phone: PhoneState, choice: ForwardingChoice): void {
  const { forwarding } = phone;
  for (const service of services) forwarding[service] = null;
  if (choice.kind !== 'none') {
    const to = dialled(choice.to, phone.number);
    if (!to) throw new Error(`${choice.to} is not a number to forward to`);
    if (choice.kind === 'unconditional') forwarding.unconditional = { to, isActive: true };
    else registerConditional(forwarding, to, choice.noReplySeconds ?? defaultSeconds);
  }
  world.feed.emit({ type: 'phone', phone: phone.number });
}

function registerConditional(forwarding: ForwardingRules, to: string, seconds: number): void {
  forwarding.busy = { to, isActive: true };
  forwarding.unreachable = { to, isActive: true };
  forwarding.noReply = { to, isActive: true, seconds };
}

/** Does what the code says, and answers as a network does on the screen of the phone. */
export function obeyDialCode(world: World, phone: PhoneState, code: string): NetworkAnswer {
  const read = readDialCode(code);
  if (!read) return { isDone: false, title: 'Connection problem or invalid MMI code.', lines: [code] };
  const answer = carryOut(phone, read);
  world.feed.emit({ type: 'phone', phone: phone.number });
  return answer;
}

const services = ['unconditional', 'noReply', 'busy', 'unreachable'] as const;

const titles: Readonly<Record<ForwardingService, string>> = {
  unconditional: 'All calls',
  noReply: 'When unanswered',
  busy: 'When busy',
  unreachable: 'When unreachable',
};

function carryOut(phone: PhoneState, code: DialCode): NetworkAnswer {
  const { forwarding } = phone;
  if (code.act === 'register') return register(phone, code);
  if (code.act === 'query') {
    return answer(
      'Call forwarding',
      code.services.map((service) => shown(service, forwarding[service])),
    );
  }
  for (const service of code.services) change(forwarding, service, code.act);
  const done = { activate: 'Activation', deactivate: 'Deactivation', erase: 'Erasure' }[code.act];
  return answer(
    `Call forwarding: ${done.toLowerCase()} was successful`,
    code.services.map((service) => shown(service, forwarding[service])),
  );
}

function register(phone: PhoneState, code: DialCode): NetworkAnswer {
  const to = code.target ? dialled(code.target, phone.number) : null;
  if (!to || to === phone.number) {
    return {
      isDone: false,
      title: 'Call forwarding: registration failed',
      lines: ['The number is not valid'],
    };
  }
  const seconds = code.seconds ?? defaultSeconds;
  if (seconds < 5 || seconds > 30 || seconds % 5 !== 0) {
    const lines = ['The time must be 5 to 30 seconds, in steps of 5'];
    return { isDone: false, title: 'Call forwarding: registration failed', lines };
  }
  for (const service of code.services) {
    if (service === 'noReply') phone.forwarding.noReply = { to, isActive: true, seconds };
    else phone.forwarding[service] = { to, isActive: true };
  }
  return answer(
    'Call forwarding: registration was successful',
    code.services.map((service) => shown(service, phone.forwarding[service])),
  );
}

function change(forwarding: ForwardingRules, service: ForwardingService, act: DialCode['act']): void {
  if (act === 'erase') {
    forwarding[service] = null;
    return;
  }
  const isActive = act === 'activate';
  if (service === 'noReply') {
    if (forwarding.noReply) forwarding.noReply = { ...forwarding.noReply, isActive };
    return;
  }
  const rule = forwarding[service];
  if (rule) forwarding[service] = { ...rule, isActive };
}

function answer(title: string, lines: readonly string[]): NetworkAnswer {
  return { isDone: true, title, lines };
}

function shown(service: ForwardingService, rule: (ForwardingRule & { seconds?: number }) | null): string {
  if (!rule?.isActive) return `${titles[service]}: not forwarded${rule ? ` (${rule.to} is kept)` : ''}`;
  const after = rule.seconds === undefined ? '' : ` after ${rule.seconds} seconds`;
  return `${titles[service]}: forwards to ${rule.to}${after}`;
}

export interface ForwardingSummary {
  readonly kind: 'none' | 'unconditional' | 'conditional';
  readonly to: string | null;
}

/** What a chip can say in one line. */
export function forwardingSummary(forwarding: ForwardingRules): ForwardingSummary {
  if (forwarding.unconditional?.isActive) return { kind: 'unconditional', to: forwarding.unconditional.to };
  const rule = [forwarding.noReply, forwarding.busy, forwarding.unreachable].find((one) => one?.isActive);
  return rule ? { kind: 'conditional', to: rule.to } : { kind: 'none', to: null };
}
