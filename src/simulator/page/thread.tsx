/** A conversation: its header, everything that was written, and the box to write in. */
import { gsmAlphabets } from '../network/segments.ts';
import { longestBody } from '../network/send.ts';
import { Bubble, CallEntry } from './bubble.tsx';
import { href, type Page, type Place } from './context.ts';
import { type Entry, entriesWith, unreadElsewhere } from './conversations.ts';
import { Icon } from './icons.tsx';
import { Avatar, Unread } from './people.tsx';
import { idOn, Region } from './region.tsx';
import { dayOf, nameOf } from './words.ts';

interface ThreadPlace extends Place {
  readonly phone: string;
  readonly peer: string;
}

export function Thread({ page, place }: { page: Page; place: ThreadPlace }) {
  const name = nameOf(page.world, place.peer);
  const isNumber = name.startsWith('+');
  return (
    <div class="screen thread-screen" data-testid="thread">
      <header class="bar">
        <WayBack page={page} place={place} />
        <Avatar page={page} number={place.peer} />
        <h1>
          {name}
          {isNumber ? null : <small>{place.peer}</small>}
        </h1>
        <form
          method="post"
          action={href(place, {}, '/page/calls')}
          hx-post={href(place, {}, '/page/calls')}
          hx-swap="none"
          {...refusalsOn(place)}
        >
          <input type="hidden" name="to" value={place.peer} />
          <button type="submit" class="round strong" data-testid="call" aria-label={`Call ${name}`}>
            <Icon name="phone" />
          </button>
        </form>
      </header>
      <div class="scroller">
        <Messages page={page} place={place} />
      </div>
      <Composer place={place} name={name} />
    </div>
  );
}

/** Who reads one conversation is told that another one has news: the text to a missed caller comes from a number of its own. */
export function WayBack({ page, place }: { page: Page; place: ThreadPlace }) {
  const phone = page.world.network.phones.get(place.phone);
  return (
    <Region id="way-back" topics={['texts']} place={place} isOnPhone class="way-back">
      <a class="round" href={href(place, { peer: null, screen: 'list' })} aria-label="All conversations">
        <Icon name="back" />
      </a>
      <span role="status">
        <Unread count={phone ? unreadElsewhere(page, phone, place.peer) : 0} />
      </span>
    </Region>
  );
}

/** A refusal is shown at the top of the phone instead of being swapped in. */
export function refusalsOn(place: Place) {
  return { 'hx-status:422': `target:#${idOn(place, 'notice')} swap:innerHTML` };
}

export function Messages({ page, place }: { page: Page; place: ThreadPlace }) {
  const phone = page.world.network.phones.get(place.phone);
  const entries = phone ? entriesWith(phone, place.peer) : [];
  return (
    <Region
      id="messages"
      topics={['texts']}
      place={place}
      isOnPhone
      class="messages"
      hx-vals="js:{seen: this.checkVisibility()}"
    >
      {entries.length === 0 ? (
        <Hint page={page} place={place} />
      ) : (
        <ol class="entries" role="log" aria-live="polite" aria-label="Messages">
          {withDays(entries, page.world.settings.now())}
        </ol>
      )}
    </Region>
  );
}

function withDays(entries: readonly Entry[], now: Date) {
  let lastDay = '';
  return entries.map((entry) => {
    const day = dayOf(entry.at, now);
    const isNew = day !== lastDay;
    lastDay = day;
    return (
      <>
        {isNew ? <li class="day">{day}</li> : null}
        {entry.kind === 'text' ? <Bubble message={entry.message} /> : <CallEntry call={entry.call} />}
      </>
    );
  });
}

function Hint({ page, place }: { page: Page; place: ThreadPlace }) {
  const name = nameOf(page.world, place.peer);
  if (place.peer === page.world.settings.onboardingNumber) {
    return (
      <div class="hint">
        <Avatar page={page} number={place.peer} size="large" />
        <p class="hint-title">Say hello to {name}</p>
        <p>Text your trade and your town to begin. For example:</p>
        <button type="button" class="suggestion" data-fill="Plumber from London">
          Plumber from London
        </button>
      </div>
    );
  }
  const isPhone = page.world.network.phones.has(place.peer);
  return (
    <div class="hint">
      <Avatar page={page} number={place.peer} size="large" />
      <p class="hint-title">{isPhone ? `Ring ${name}` : 'No messages yet'}</p>
      <p>
        {isPhone
          ? 'Press the green phone above. Then let it ring, decline or answer over there.'
          : 'Write the first one below.'}
      </p>
    </div>
  );
}

function Composer({ place, name }: { place: ThreadPlace; name: string }) {
  return (
    <form
      class="composer"
      hx-post={href(place, {}, '/page/texts')}
      hx-encoding="multipart/form-data"
      hx-target={`#${idOn(place, 'messages')}`}
      hx-swap="outerMorph"
      data-composer={`${place.phone} ${place.peer}`}
      {...refusalsOn(place)}
    >
      <label class="round" title="Attach a picture">
        <Icon name="picture" />
        <input type="file" name="picture" accept="image/*" class="hidden" aria-label="Attach a picture" />
      </label>
      <div class="box">
        <textarea
          name="body"
          rows={1}
          maxlength={longestBody}
          placeholder="Text message"
          aria-label={`Text message to ${name}`}
          aria-describedby={idOn(place, 'counter')}
          data-testid="message-input"
          data-gsm={gsmAlphabets.basic}
          data-gsm-extended={gsmAlphabets.extended}
          autocomplete="off"
          autofocus={place.at === 0}
        />
        <span class="attached" hidden />
      </div>
      <button type="submit" class="round strong" data-testid="send" aria-label="Send">
        <Icon name="send" />
      </button>
      <p id={idOn(place, 'counter')} class="counter" aria-live="off">
        &nbsp;
      </p>
    </form>
  );
}
