/** A phone's history in the order in which a person reads it: conversations, and in each one texts and calls. */
import type { PhoneCall, PhoneState } from '../network/types.ts';
import { type PhoneMessage, phoneMessage } from '../network/view.ts';
import type { Page, Spot } from './context.ts';

export type Entry =
  | { readonly kind: 'text'; readonly at: Date; readonly message: PhoneMessage }
  | { readonly kind: 'call'; readonly at: Date; readonly call: PhoneCall };

export interface Conversation {
  readonly peer: string;
  readonly last: Entry;
  readonly unread: number;
}

/** A thread shows at most so many entries; older ones only cost time. */
const longestThread = 200;

export function entriesWith(phone: PhoneState, peer: string): Entry[] {
  return allEntries(phone)
    .filter((entry) => peerOf(entry) === peer)
    .slice(-longestThread);
}

/** Latest first. */
export function conversations(page: Page, number: string): Conversation[] {
  const phone = page.world.network.phones.get(number);
  if (!phone) return [];
  const latest = new Map<string, Entry>();
  for (const entry of allEntries(phone)) latest.set(peerOf(entry), entry);
  return [...latest]
    .map(([peer, last]) => ({ peer, last, unread: unreadFrom(page, phone, peer) }))
    .sort((one, other) => other.last.at.getTime() - one.last.at.getTime());
}

/** Somebody has looked at what the spot shows. */
export function markRead(page: Page, { phone: number, peer, screen }: Spot): void {
  const phone = number ? page.world.network.phones.get(number) : undefined;
  if (phone && peer && screen === 'thread') page.read.set(`${number}|${peer}`, receivedFrom(phone, peer));
}

export function unreadOn(page: Page, phone: PhoneState): number {
  const peers = new Set(phone.texts.map((text) => (text.from === phone.number ? text.to : text.from)));
  return [...peers].reduce((sum, peer) => sum + unreadFrom(page, phone, peer), 0);
}

/** What has come to the phone while its owner reads this one conversation. */
export function unreadElsewhere(page: Page, phone: PhoneState, peer: string): number {
  return unreadOn(page, phone) - unreadFrom(page, phone, peer);
}

function unreadFrom(page: Page, phone: PhoneState, peer: string): number {
  return receivedFrom(phone, peer) - (page.read.get(`${phone.number}|${peer}`) ?? 0);
}

function receivedFrom(phone: PhoneState, peer: string): number {
  return phone.texts.filter((text) => text.from === peer).length;
}

function allEntries(phone: PhoneState): Entry[] {
  const texts = phone.texts.map((text): Entry => {
    // A received text belongs where it arrived, not where it was written.
    const at = text.from === phone.number ? text.createdAt : (text.sentAt ?? text.createdAt);
    return { kind: 'text', at, message: phoneMessage(text, phone.number) };
  });
  const calls = phone.calls.map((call): Entry => ({ kind: 'call', at: call.startedAt, call }));
  return [...texts, ...calls].sort((one, other) => one.at.getTime() - other.at.getTime());
}

function peerOf(entry: Entry): string {
  return entry.kind === 'text' ? entry.message.peer : entry.call.peer;
}
