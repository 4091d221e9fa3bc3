/** The phone itself: its status bar, the screen that is open, its tabs, and a call on top of all. */

import { readable } from '../network/e164.ts';
import { forwardingSummary } from '../network/forwarding.ts';
import type { PageRoom } from '../options.ts';
import { CallView } from './call-view.tsx';
import { filledSpots, href, hrefOfRoom, type Page, type Place } from './context.ts';
import { Icon, type IconName } from './icons.tsx';
import { Dialler } from './keypad.tsx';
import { ConversationList, NewPhone, RoleTag } from './people.tsx';
import { idOn, Region } from './region.tsx';
import { Settings } from './settings.tsx';
import { Thread } from './thread.tsx';

/** `isInFront`: the one that a narrow screen shows. */
export function Device({ page, place, isInFront }: { page: Page; place: Place; isInFront: boolean }) {
  const { room } = page.world.settings;
  return (
    <section
      class={isInFront ? 'device front' : 'device'}
      data-testid={`device-${place.at}`}
      data-screen={place.screen}
      aria-label={place.phone ? `Phone ${readable(place.phone)}` : 'A phone to be made'}
    >
      <StatusBar page={page} place={place} />
      <div id={idOn(place, 'notice')} class="notice" role="alert" />
      <OpenScreen page={page} place={place} />
      {place.screen !== 'thread' && (place.phone || room) ? <Tabs place={place} room={room} /> : null}
      <CallView page={page} place={place} />
    </section>
  );
}

export function StatusBar({ page, place }: { page: Page; place: Place }) {
  const phone = place.phone ? page.world.network.phones.get(place.phone) : undefined;
  const summary = phone ? forwardingSummary(phone.forwarding) : null;
  const words = summary?.to
    ? `${summary.kind === 'unconditional' ? 'All' : 'Missed'} calls are forwarded to ${summary.to}`
    : 'Calls are not forwarded';
  return (
    <Region id="status-bar" topics={['phones']} place={place} isOnPhone class="status-bar">
      <a class="own-number" href={href(place, { peer: null, screen: 'list' })}>
        {phone ? readable(phone.number) : 'No phone yet'}
      </a>
      {phone ? <RoleTag page={page} phone={phone} /> : null}
      {phone && summary ? (
        <a
          class={`forward-chip ${summary.kind}`}
          href={href(place, { peer: null, screen: 'settings' })}
          data-testid="forward-chip"
          data-forwarding={summary.kind}
          title={words}
          aria-label={words}
        >
          <Icon name="forward" size={14} />
          <span>{forwardWords[summary.kind]}</span>
        </a>
      ) : null}
    </Region>
  );
}

/** Where to is a press away; what matters at a glance is whether this phone will ring. */
const forwardWords = { none: 'Off', conditional: 'Missed', unconditional: 'All' } as const;

function OpenScreen({ page, place }: { page: Page; place: Place }) {
  const { phone, peer, screen } = place;
  const state = phone ? page.world.network.phones.get(phone) : undefined;
  // On a narrow screen the panel takes this place; beside a panel there is nothing to repeat.
  if (screen === 'network')
    return <div class="screen network-screen">{phone ? null : <Welcome place={place} />}</div>;
  if (!phone || !state) return <Welcome place={place} />;
  if (screen === 'thread' && peer) return <Thread page={page} place={{ ...place, phone, peer }} />;
  if (screen === 'keypad') return <Dialler page={page} place={place} phone={state} />;
  if (screen === 'settings') return <Settings page={page} place={place} />;
  return (
    <div class="screen list-screen">
      <header class="bar">
        <h1>Messages</h1>
      </header>
      <form class="new-message field" action={href(place, {}, '/page/threads')} method="post">
        <input type="tel" name="to" placeholder="Text any number" aria-label="Text any number" required />
        <button type="submit" class="button">
          Write
        </button>
      </form>
      <ConversationList page={page} place={{ ...place, phone }} />
    </div>
  );
}

function Welcome({ place }: { place: Place }) {
  const isFirst = place.at === 0;
  return (
    <div class="screen welcome">
      <p class="hint-title">{isFirst ? 'A phone of your own' : 'Somebody else’s phone'}</p>
      <p>
        {isFirst
          ? 'Make one, then text and ring as you would with a real one. Nothing leaves this computer.'
          : 'Make one to ring the first phone from, and to read what its caller is texted.'}
      </p>
      <NewPhone place={place} />
      {place.room ? (
        <span
          hx-get={href(place, {}, `/page/spots/${filledSpots(place)}`)}
          hx-trigger="sim:phones from:body"
          hx-swap="none"
        />
      ) : null}
    </div>
  );
}

type ScreenTab = readonly [Place['screen'], string, IconName];
const screensOfPhone: readonly ScreenTab[] = [
  ['list', 'Messages', 'messages'],
  ['keypad', 'Keypad', 'keypad'],
  ['settings', 'Calls', 'settings'],
];
/** Before there is a phone its screens lead nowhere. */
const screensOfNobody: readonly ScreenTab[] = [['list', 'Phone', 'phone']];

/** The last ones are for a narrow screen, where what stands beside the phones has no other door. */
function Tabs({ place, room }: { place: Place; room: PageRoom | null }) {
  const screens = place.phone ? screensOfPhone : screensOfNobody;
  const isPanel = place.screen === 'network';
  return (
    <nav class={place.phone ? 'tabs' : 'tabs no-phone'} aria-label="Screens">
      {screens.map(([screen, words, icon]) => (
        <Tab
          href={
            place.phone ? href(place, { peer: null, screen }) : href({ ...place, room: null }, { screen })
          }
          {...{ name: screen, words, icon, isOpen: place.screen === screen }}
        />
      ))}
      <Tab
        href={hrefOfRoom(place, null)}
        {...{ name: 'network', words: 'Network', icon: 'network', isOpen: isPanel && !place.room }}
      />
      {room ? (
        <Tab
          href={hrefOfRoom(place, room.path)}
          {...{ name: 'network', words: room.title, icon: 'ring', isOpen: isPanel && place.room !== null }}
        />
      ) : null}
    </nav>
  );
}

interface TabProps {
  readonly href: string;
  readonly name: Place['screen'];
  readonly words: string;
  readonly icon: IconName;
  readonly isOpen: boolean;
}

function Tab({ href: to, name, words, icon, isOpen }: TabProps) {
  return (
    <a class={`tab tab-${name}`} href={to} {...(isOpen ? { 'aria-current': 'page' } : {})}>
      <Icon name={icon} />
      <span>{words}</span>
    </a>
  );
}
