/** The call in progress, over everything else on the phone: ringing, talking, just ended. */
import type { PhoneCall } from '../network/types.ts';
import { href, type Page, type Place } from './context.ts';
import { Icon } from './icons.tsx';
import { Keys } from './keypad.tsx';
import { Avatar } from './people.tsx';
import { Region } from './region.tsx';
import { callSentence, nameOf } from './words.ts';

/** An ended call stays on the screen long enough to read its last words, then makes room by itself. */
const lingerMs = 4000;

export function CallView({ page, place }: { page: Page; place: Place }) {
  const phone = place.phone ? page.world.network.phones.get(place.phone) : undefined;
  const call = phone?.calls.findLast((one) => isShown(page, one));
  return (
    <Region id="call" topics={['calls']} place={place}>
      {call ? <Sheet page={page} place={place} call={call} /> : null}
    </Region>
  );
}

function isShown(page: Page, call: PhoneCall): boolean {
  if (call.status !== 'ended') return true;
  const isWorthIt = call.direction === 'out' || call.answeredAt !== null;
  if (!isWorthIt || !call.endedAt || page.dismissed.has(call.id)) return false;
  return page.world.settings.now().getTime() - call.endedAt.getTime() < lingerMs;
}

function Sheet({ page, place, call }: { page: Page; place: Place; call: PhoneCall }) {
  const name = nameOf(page.world, call.peer);
  return (
    <section class={`call-sheet ${call.status}`} id={`sheet-${call.id}`} aria-label={`Call with ${name}`}>
      <div class="call-head">
        <Avatar page={page} number={call.peer} size="large" />
        <h2>{name}</h2>
        <p role="status">
          {call.status === 'in-progress' ? (
            <span data-since={String(call.answeredAt?.getTime())}>0:00</span>
          ) : call.status === 'ringing' ? (
            'Incoming call'
          ) : (
            callSentence(call)
          )}
        </p>
        {call.forwardedFrom ? (
          <p class="via">Forwarded from {nameOf(page.world, call.forwardedFrom)}</p>
        ) : null}
      </div>
      <div class="heard-scroller">
        <ol class="heard" role="log" aria-live="polite" aria-label="What is heard">
          {call.heard.map((line) => (
            <li class={`by-${line.by}`}>{line.text}</li>
          ))}
        </ol>
      </div>
      {call.status === 'in-progress' ? <Talk place={place} call={call} /> : null}
      <Thumbs place={place} call={call} />
      {call.status === 'ended' ? (
        <span
          hx-get={href(place, '/page/call')}
          hx-trigger={`load delay:${lingerMs + 100}ms`}
          hx-target="#call"
          hx-swap="outerMorph"
        />
      ) : null}
    </section>
  );
}

function act(place: Place, call: PhoneCall, name: string): string {
  return href({ phone: place.phone }, `/page/calls/${call.id}/${name}`);
}

function Talk({ place, call }: { place: Place; call: PhoneCall }) {
  return (
    <div class="talk">
      <form class="say" hx-post={act(place, call, 'speak')} hx-swap="none" data-clears>
        <input
          name="words"
          placeholder="Say something…"
          aria-label="Say something"
          autocomplete="off"
          required
        />
        <button type="submit" class="button">
          Say
        </button>
      </form>
      <details class="touch-tones">
        <summary>Keypad</summary>
        <form hx-post={act(place, call, 'press')} hx-swap="none">
          <Keys type="submit" />
        </form>
      </details>
    </div>
  );
}

function Thumbs({ place, call }: { place: Place; call: PhoneCall }) {
  if (call.status === 'ended') {
    return (
      <div class="thumbs">
        <button type="button" class="button" hx-post={act(place, call, 'dismiss')} hx-swap="none">
          Close
        </button>
      </div>
    );
  }
  const isRinging = call.status === 'ringing';
  return (
    <div class="thumbs">
      <span>
        <button
          type="button"
          class="thumb red"
          hx-post={act(place, call, isRinging ? 'decline' : 'hangup')}
          hx-swap="none"
          aria-label={isRinging ? 'Decline' : 'Hang up'}
          data-testid={isRinging ? 'decline' : 'hangup'}
        >
          <Icon name="hangup" size={30} />
        </button>
        <small aria-hidden="true">{isRinging ? 'Decline' : 'Hang up'}</small>
      </span>
      {isRinging ? (
        <span>
          <button
            type="button"
            class="thumb green"
            hx-post={act(place, call, 'answer')}
            hx-swap="none"
            aria-label="Answer"
            data-testid="answer"
          >
            <Icon name="phone" size={28} />
          </button>
          <small aria-hidden="true">Answer</small>
        </span>
      ) : null}
    </div>
  );
}
