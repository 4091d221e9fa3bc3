/** What the pages work with, and where in them somebody is: which phone, whose conversation, which screen. */
import { dialled } from '../network/e164.ts';
import type { Controls } from '../server.ts';
import type { World } from '../world.ts';
import { conversations } from './conversations.ts';
import type { Uploads } from './uploads.ts';

export interface Page extends Controls {
  readonly world: World;
  readonly uploads: Uploads;
  /** How many received texts of a conversation were looked at, by `phone|peer`. */
  readonly read: Map<string, number>;
  /** Calls whose end was acknowledged. */
  readonly dismissed: Set<string>;
}

export type Screen = 'thread' | 'list' | 'keypad' | 'network';

export interface Place {
  readonly phone: string | null;
  readonly peer: string | null;
  readonly screen: Screen;
}

const screens: readonly Screen[] = ['thread', 'list', 'keypad', 'network'];

/** Reads `?phone=…&with=…&screen=…`; what is missing is chosen so that a newcomer can start to type at once. */
export function placeIn(page: Page, query: Readonly<Record<string, string>>): Place {
  const { network } = page.world;
  const phone = query.phone && network.phones.has(query.phone) ? query.phone : firstPhone(page);
  if (!phone) return { phone: null, peer: null, screen: 'list' };
  const asked = query.with ? dialled(query.with, phone) : null;
  const screen = screens.find((one) => one === query.screen) ?? (query.with && !asked ? 'list' : 'thread');
  const peer = asked ?? (screen === 'thread' ? likelyPeer(page, phone) : null);
  return { phone, peer, screen: screen === 'thread' && !peer ? 'list' : screen };
}

function firstPhone(page: Page): string | null {
  return page.world.network.phones.keys().next().value ?? null;
}

function likelyPeer(page: Page, phone: string): string | null {
  return conversations(page, phone)[0]?.peer ?? page.world.settings.onboardingNumber;
}

export function href(
  place: { phone: string | null; peer?: string | null; screen?: Screen },
  path = '/',
): string {
  const query = new URLSearchParams();
  if (place.phone) query.set('phone', place.phone);
  if (place.peer) query.set('with', place.peer);
  if (place.screen && place.screen !== 'thread') query.set('screen', place.screen);
  return query.size > 0 ? `${path}?${query}` : path;
}
