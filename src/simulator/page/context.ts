/** What the pages work with, and where in them somebody is: which phones lie on the desk, and what each one shows. */
import { dialled } from '../network/e164.ts';
import type { Controls } from '../server.ts';
import type { World } from '../world.ts';
import { conversations } from './conversations.ts';
import { phoneBeside } from './roles.ts';
import type { Uploads } from './uploads.ts';

export interface Page extends Controls {
  readonly world: World;
  readonly uploads: Uploads;
  /** How many received texts of a conversation were looked at, by `phone|peer`. */
  readonly read: Map<string, number>;
  /** Calls whose end was acknowledged. */
  readonly dismissed: Set<string>;
}

export type Screen = 'thread' | 'list' | 'keypad' | 'settings' | 'network';

/** One phone on the desk and what it shows; without a phone, the place where one can be made. */
export interface Spot {
  readonly phone: string | null;
  readonly peer: string | null;
  readonly screen: Screen;
}

/** One spot together with the desk it belongs to. A narrow screen shows only this one of them. */
export interface Place extends Spot {
  readonly at: number;
  readonly desk: readonly Spot[];
  /** The room that is open beside the phones; null: the network's own panel. */
  readonly room: string | null;
}

export type Queries = Readonly<Record<string, readonly string[]>>;

const screens: readonly Screen[] = ['thread', 'list', 'keypad', 'settings', 'network'];
/** More phones beside each other than this are too narrow to read on any screen. */
const mostSpots = 3;

/**
 * Reads `?phone=…&with=…&screen=…&beside=phone,with,screen&at=…&room=…`; what is missing is chosen so that a newcomer can
 * start to type at once, and has somebody else's phone beside the own one.
 */
export function placeIn(page: Page, queries: Queries): Place {
  const one = (name: string) => queries[name]?.[0];
  const { room } = page.world.settings;
  const isRoom = room !== null && one('room') === room.path;
  // Before there is a phone, a narrow screen has nothing to show of a room but the room.
  const screen = one('screen') ?? (isRoom && page.world.network.phones.size === 0 ? 'network' : undefined);
  const first = spotOf(page, { phone: one('phone'), peer: one('with'), screen }, null);
  const desk = first.phone ? [first, ...spotsBeside(page, first.phone, queries.beside ?? [])] : [first];
  const wanted = Number(one('at') ?? 0);
  const at = desk[wanted] ? wanted : 0;
  return { ...(desk[at] ?? first), at, desk, room: isRoom ? room.path : null };
}

export function filledSpots({ desk }: Place): number {
  return desk.filter(({ phone }) => phone !== null).length;
}

function spotsBeside(page: Page, first: string, asked: readonly string[]): Spot[] {
  const onDesk = new Set([first]);
  const spots: Spot[] = [];
  for (const words of asked) {
    const [phone = '', peer, screen] = words.split(',');
    if (onDesk.has(phone) || !page.world.network.phones.has(phone) || spots.length + 1 >= mostSpots) continue;
    onDesk.add(phone);
    spots.push(spotOf(page, { phone, peer, screen }, first));
  }
  if (spots.length > 0) return spots;
  const phone = phoneBeside(page.world, first);
  return [phone ? spotOf(page, { phone }, first) : { phone: null, peer: null, screen: 'list' }];
}

interface Asked {
  readonly phone?: string | undefined;
  readonly peer?: string | undefined;
  readonly screen?: string | undefined;
}

/** `other` is the phone that lies on the desk already: whoever has nobody to write to yet writes to that one. */
function spotOf(page: Page, asked: Asked, other: string | null): Spot {
  const { phones } = page.world.network;
  const known = asked.phone && phones.has(asked.phone) ? asked.phone : null;
  const phone = known ?? phones.keys().next().value ?? null;
  // What lies behind the phones may be looked at before there is one.
  if (!phone) return { phone: null, peer: null, screen: asked.screen === 'network' ? 'network' : 'list' };
  const named = asked.peer ? dialled(asked.peer, phone) : null;
  const screen = screens.find((one) => one === asked.screen) ?? (asked.peer && !named ? 'list' : 'thread');
  const peer = named ?? (screen === 'thread' ? likelyPeer(page, phone, other) : null);
  return { phone, peer, screen: screen === 'thread' && !peer ? 'list' : screen };
}

function likelyPeer(page: Page, phone: string, other: string | null): string | null {
  const { contacts, onboardingNumber } = page.world.settings;
  // Who has a name has a part to play already, and it is not to sign up.
  return conversations(page, phone)[0]?.peer ?? other ?? (contacts.has(phone) ? null : onboardingNumber);
}

/** The page, or a part of it, with this spot changed and all others as they are. */
export function href(place: Place, change: Partial<Spot> = {}, path = '/'): string {
  const desk = place.desk.map((spot, at) => (at === place.at ? { ...spot, ...change } : spot));
  return placeHref({ ...place, desk }, path);
}

/** Opens a phone: where it lies already, else in the last spot. With something unread it opens at its latest words. */
export function hrefOfPhone(place: Place, phone: string, unread = 0): string {
  const lies = place.desk.findIndex((spot) => spot.phone === phone);
  const opened: Spot = { phone, peer: null, screen: 'thread' };
  if (lies >= 0) {
    const isShown = unread === 0 && place.desk[lies]?.screen !== 'network';
    return placeHref({ ...place, desk: isShown ? place.desk : place.desk.with(lies, opened), at: lies });
  }
  const others = place.desk.filter((spot) => spot.phone !== null);
  const desk = [...others.slice(0, Math.max(1, place.desk.length - 1)), opened];
  return placeHref({ ...place, desk, at: desk.length - 1 });
}

/** The same desk with this room beside it, or the network's own panel; a narrow screen shows nothing but that. */
export function hrefOfRoom(place: Place, room: string | null): string {
  return href({ ...place, room }, { peer: null, screen: 'network' });
}

function placeHref({ desk, at, room }: Pick<Place, 'desk' | 'at' | 'room'>, path = '/'): string {
  const query = new URLSearchParams();
  for (const [n, { phone, peer, screen }] of desk.entries()) {
    const shown = screen === 'thread' ? '' : screen;
    if (!phone && shown !== 'network') continue;
    if (n > 0) query.append('beside', [phone, peer ?? '', shown].join(',').replace(/,+$/, ''));
    else {
      if (phone) query.set('phone', phone);
      if (peer) query.set('with', peer);
      if (shown) query.set('screen', shown);
    }
  }
  if (at > 0) query.set('at', String(at));
  if (room) query.set('room', room);
  return query.size > 0 ? `${path}?${query}` : path;
}
