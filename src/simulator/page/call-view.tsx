/** The call in progress, over everything else on the phone: ringing, talking, just ended. */
import type { PhoneCall } from '../network/types.ts';
import { href, type Page, type Place } from './context.ts';
import { Icon, type IconName } from './icons.tsx';
import { Keys } from './keypad.tsx';
import { Avatar } from './people.tsx';
import { idOn, Region } from './region.tsx';
import { callSentence, nameOf } from './words.ts';

/** An ended call stays on the screen long enough to read its last words, then makes room by itself. */
const lingerMs = 4000;

export function CallView({ page, place }: { page: Page; place: Place }) {
  const phone = place.phone ? page.world.network.phones.get(place.phone) : undefined;
  const call = phone?.calls.findLast((one) => isShown(page, one));
  return (
    <Region id="call" topics={['calls']} place={place} isOnPhone>
      {call ? <Sheet page={page} place={place} call={call} /> : null}
    </Region>
  );
}

/** The browser counts by its own clock, which does not know when the hands of the network's are turned. */
function sinceOn({ world }: Page, { answeredAt }: PhoneCall): number {
  return Date.now() - (answeredAt ? world.settings.now().getTime() - answeredAt.getTime() : 0);
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
            <span data-since={String(sinceOn(page, call))}>0:00</span>
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
          hx-get={href(place, {}, '/page/call')}
          hx-trigger={`load delay:${lingerMs + 100}ms`}
          hx-target={`#${idOn(place, 'call')}`}
          hx-swap="outerMorph"
        />
      ) : null}
    </section>
  );
}

/**
 * A form that does something with the call. It is a form without htmx as well, answered by 204: buttons come and go during
 * a call, and a press on one that has just come must not be lost.
 */
function act(place: Place, call: PhoneCall, name: string) {
  const url = href(place, {}, `/page/calls/${call.id}/${name}`);
  return { method: 'post', action: url, 'hx-post': url, 'hx-swap': 'none' } as const;
}

/** After the beep and until somebody else speaks, what is said is recorded. */
function isRecording(call: PhoneCall): boolean {
  return call.heard.findLast(({ by }) => by !== 'self')?.text === '(beep)';
}

function Talk({ place, call }: { place: Place; call: PhoneCall }) {
  const isMessage = isRecording(call);
  const words = isMessage ? 'Leave a message' : 'Say something';
  return (
    <div class="talk">
      <form class="say" {...act(place, call, 'speak')} data-clears>
        <input
          name="words"
          placeholder={`${words}…`}
          aria-label={words}
          autocomplete="off"
          data-testid="say-input"
          required
        />
        <button type="submit" class="button" data-testid="say">
          {isMessage ? 'Leave' : 'Say'}
        </button>
      </form>
      {isMessage ? (
        <p class="quiet">You are being recorded. Hang up, or press a key, when you are done.</p>
      ) : null}
      <details class="touch-tones">
        <summary data-testid="tones">Keypad</summary>
        <form {...act(place, call, 'press')}>
          <Keys type="submit" />
        </form>
      </details>
    </div>
  );
}

interface Thumb {
  readonly act: 'answer' | 'decline' | 'let-ring' | 'hangup';
  readonly words: string;
  readonly icon: IconName;
  readonly colour: 'red' | 'green' | 'grey';
}

const ringingThumbs: readonly Thumb[] = [
  { act: 'decline', words: 'Decline', icon: 'hangup', colour: 'red' },
  { act: 'let-ring', words: 'Let it ring', icon: 'ring', colour: 'grey' },
  { act: 'answer', words: 'Answer', icon: 'phone', colour: 'green' },
];
const talkingThumbs: readonly Thumb[] = [{ act: 'hangup', words: 'Hang up', icon: 'hangup', colour: 'red' }];

function Thumbs({ place, call }: { place: Place; call: PhoneCall }) {
  if (call.status === 'ended') {
    return (
      <form class="thumbs" {...act(place, call, 'dismiss')}>
        <button type="submit" class="button">
          Close
        </button>
      </form>
    );
  }
  return (
    <div class="thumbs">
      {(call.status === 'ringing' ? ringingThumbs : talkingThumbs).map((thumb) => (
        <form id={`${thumb.act}-${call.id}`} {...act(place, call, thumb.act)}>
          <button
            type="submit"
            class={`thumb ${thumb.colour}`}
            aria-label={thumb.words}
            title={thumb.act === 'let-ring' ? 'Do not answer: ring until the time is up, now' : thumb.words}
            data-testid={thumb.act}
          >
            <Icon name={thumb.icon} size={28} />
          </button>
          <small aria-hidden="true">{thumb.words}</small>
        </form>
      ))}
    </div>
  );
}
