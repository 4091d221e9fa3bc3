/** The phone itself: its status bar, the screen that is open, its tabs, and a call on top of all. */

import { readable } from '../network/e164.ts';
import { forwardingSummary } from '../network/forwarding.ts';
import { CallView } from './call-view.tsx';
import { href, type Page, type Place } from './context.ts';
import { Icon, type IconName } from './icons.tsx';
import { Dialler } from './keypad.tsx';
import { ConversationList, NewPhone } from './people.tsx';
import { Region } from './region.tsx';
import { Thread } from './thread.tsx';
import { shortNameOf } from './words.ts';

export function Device({ page, place }: { page: Page; place: Place }) {
  return (
    <main class="device" aria-label={place.phone ? `Phone ${place.phone}` : 'No phone yet'}>
      <StatusBar page={page} place={place} />
      <div id="notice" class="notice" role="alert" />
      <OpenScreen page={page} place={place} />
      {place.phone && place.screen !== 'thread' ? <Tabs place={place} /> : null}
      <CallView page={page} place={place} />
    </main>
  );
}

export function StatusBar({ page, place }: { page: Page; place: Place }) {
  const phone = place.phone ? page.world.network.phones.get(place.phone) : undefined;
  const summary = phone ? forwardingSummary(phone.forwarding) : null;
  return (
    <Region id="status-bar" topics={['phones']} place={place} class="status-bar">
      <a class="own-number" href={href({ ...place, peer: null, screen: 'list' })}>
        {phone ? readable(phone.number) : 'No phone yet'}
      </a>
      {phone && summary ? (
        <a
          class={`forward-chip ${summary.kind}`}
          href={href({ phone: phone.number, screen: 'keypad' })}
          data-testid="forward-chip"
          data-forwarding={summary.kind}
          title={summary.to ? `Calls are forwarded to ${summary.to}` : 'Calls are not forwarded'}
        >
          <Icon name="forward" size={14} />
          <span>{summary.to ? chipWords(page, summary.kind, summary.to) : 'Not forwarded'}</span>
        </a>
      ) : null}
    </Region>
  );
}

function chipWords(page: Page, kind: string, to: string): string {
  return `${kind === 'unconditional' ? 'All' : 'Missed'} → ${shortNameOf(page.world, to)}`;
}

function OpenScreen({ page, place }: { page: Page; place: Place }) {
  const { phone, peer, screen } = place;
  const state = phone ? page.world.network.phones.get(phone) : undefined;
  if (!phone || !state) return <Welcome />;
  if (screen === 'thread' && peer) return <Thread page={page} place={{ phone, peer, screen }} />;
  if (screen === 'keypad') return <Dialler page={page} place={place} phone={state} />;
  // On a narrow screen the panel takes this place; beside a panel there is nothing to repeat.
  if (screen === 'network') return <div class="screen network-screen" />;
  return (
    <div class="screen list-screen">
      <header class="bar">
        <h1>Messages</h1>
      </header>
      <form class="new-message field" action="/" method="get">
        <input type="hidden" name="phone" value={phone} />
        <input type="tel" name="with" placeholder="Text any number" aria-label="Text any number" required />
        <button type="submit" class="button">
          Write
        </button>
      </form>
      <ConversationList page={page} place={{ ...place, phone }} />
    </div>
  );
}

function Welcome() {
  return (
    <div class="screen welcome">
      <p class="hint-title">A phone of your own</p>
      <p>Make one, then text and ring as you would with a real one. Nothing leaves this computer.</p>
      <NewPhone />
    </div>
  );
}

function Tabs({ place }: { place: Place }) {
  const tabs: readonly [Place['screen'], string, IconName][] = [
    ['list', 'Messages', 'messages'],
    ['keypad', 'Keypad', 'keypad'],
    ['network', 'Network', 'network'],
  ];
  return (
    <nav class="tabs" aria-label="Screens">
      {tabs.map(([screen, words, icon]) => (
        <a
          class={`tab tab-${screen}`}
          href={href({ phone: place.phone, screen })}
          {...(place.screen === screen ? { 'aria-current': 'page' } : {})}
        >
          <Icon name={icon} />
          <span>{words}</span>
        </a>
      ))}
    </nav>
  );
}
