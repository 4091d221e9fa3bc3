/** Faces and lists of people: avatars, the conversations of a phone, and the phones themselves. */
import { forwardingSummary } from '../network/forwarding.ts';
import type { PhoneState } from '../network/types.ts';
import { href, hrefOfPhone, type Page, type Place } from './context.ts';
import { conversations, type Entry, unreadOn } from './conversations.ts';
import { Icon } from './icons.tsx';
import { idOn, Region } from './region.tsx';
import { roleOf } from './roles.ts';
import { callSentence, dayOf, hueOf, initialsOf, nameOf, shortNameOf, timeOf } from './words.ts';

export function Avatar(props: { page: Page; number: string; size?: 'large' }) {
  const name = nameOf(props.page.world, props.number);
  return (
    <span class={`avatar ${props.size ?? ''}`} style={`--hue: ${hueOf(props.number)}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

export function ConversationList({ page, place }: { page: Page; place: Place & { phone: string } }) {
  const { onboardingNumber } = page.world.settings;
  const shown = conversations(page, place.phone);
  const phone = page.world.network.phones.get(place.phone);
  const isNew =
    onboardingNumber && phone && !shown.some((one) => one.peer === onboardingNumber) && shown.length === 0;
  return (
    <Region id="conversations" topics={['texts']} place={place} isOnPhone class="conversations">
      <ul class="rows">
        {isNew ? (
          <li>
            <a class="row" href={href(place, { peer: onboardingNumber, screen: 'thread' })}>
              <Avatar page={page} number={onboardingNumber} />
              <span class="row-name">{nameOf(page.world, onboardingNumber)}</span>
              <span class="row-last">Text “Plumber from London” to begin</span>
            </a>
          </li>
        ) : null}
        {shown.map(({ peer, last, unread }) => (
          <li id={`with-${peer}`}>
            <a class="row" href={href(place, { peer, screen: 'thread' })}>
              <Avatar page={page} number={peer} />
              <span class="row-name">{nameOf(page.world, peer)}</span>
              <span class="row-last">{preview(last)}</span>
              <time class="row-time">{when(page, last.at)}</time>
              <Unread count={unread} />
            </a>
          </li>
        ))}
      </ul>
    </Region>
  );
}

/** All phones there are; on a narrow screen, the switch between them. */
export function PhoneList({ page, place }: { page: Page; place: Place }) {
  const phones = [...page.world.network.phones.values()];
  return (
    <Region id="phones" topics={['phones']} place={place} as="nav" aria-label="Phones">
      <ul class="rows">
        {phones.map((phone) => (
          <li id={`phone-${phone.number}`}>
            <PhoneRow page={page} place={place} phone={phone} />
          </li>
        ))}
      </ul>
    </Region>
  );
}

function PhoneRow({ page, place, phone }: { page: Page; place: Place; phone: PhoneState }) {
  const at = place.desk.findIndex((spot) => spot.phone === phone.number);
  const isRinging = phone.calls.some((call) => call.status === 'ringing');
  const isInFront = at === place.at;
  const unread = unreadOn(page, phone);
  return (
    <a
      class={`row${at >= 0 ? ' on-desk' : ''}${isRinging ? ' ringing' : ''}`}
      href={hrefOfPhone(place, phone.number, unread)}
      data-testid="phone"
      {...(isInFront ? { 'aria-current': 'page' } : {})}
    >
      <Avatar page={page} number={phone.number} />
      <span class="row-name">
        {nameOf(page.world, phone.number)}
        {at >= 0 ? <span class="hidden"> (on the desk)</span> : null}
      </span>
      <RoleTag page={page} phone={phone} />
      <span class="row-last">{condition(page, phone)}</span>
      <Unread count={isInFront ? 0 : unread} />
    </a>
  );
}

export function RoleTag({ page, phone }: { page: Page; phone: PhoneState }) {
  const role = roleOf(page.world, phone);
  if (!role) return null;
  return <span class={`role ${role}`}>{role === 'owner' ? 'Owner' : 'Caller'}</span>;
}

function condition(page: Page, phone: PhoneState): string {
  const live = phone.calls.find((call) => call.status !== 'ended');
  if (live) return callSentence(live);
  const { kind, to } = forwardingSummary(phone.forwarding);
  if (to)
    return `${kind === 'unconditional' ? 'All calls' : 'Missed calls'} → ${shortNameOf(page.world, to)}`;
  const last = conversations(page, phone.number)[0]?.last;
  return last ? preview(last) : 'Nothing yet';
}

export function NewPhone({ place }: { place: Place }) {
  const id = idOn(place, 'phone-number');
  return (
    <form class="new-phone" method="post" action={href(place, {}, '/page/phones')}>
      <label for={id}>New phone</label>
      <div class="field">
        <input
          id={id}
          name="number"
          type="tel"
          placeholder="+44 7700 900…"
          autocomplete="off"
          data-testid="phone-number-input"
        />
        <button type="submit" class="button" data-testid="new-phone">
          <Icon name="plus" size={18} />
          <span>Add</span>
        </button>
      </div>
      <small>Leave it empty for a fictional number that is free.</small>
    </form>
  );
}

export function Unread({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span class="unread">
      {count}
      <span class="hidden"> unread</span>
    </span>
  );
}

function preview(entry: Entry): string {
  if (entry.kind === 'call') return callSentence(entry.call);
  const { message } = entry;
  return `${message.direction === 'out' ? 'You: ' : ''}${message.body || 'Picture'}`;
}

function when(page: Page, at: Date): string {
  const day = dayOf(at, page.world.settings.now());
  return day === 'Today' ? timeOf(at) : day;
}
