/** What the cards of the room are made of: a state, an answer of the API, a way to somebody's phone, the life of a call. */
import type { Child } from 'hono/jsx';
import type { Exchange } from './api.ts';
import { type Call, isUnderWay } from './told.ts';
import {
  answerSentence,
  momentIn,
  type State,
  stateOf,
  type Tone,
  whatFollows,
  whyItEnded,
  whyItWaits,
} from './words.ts';

/** `isNews`: a change is read out to whoever does not see it. */
export function Pill({ words, tone, isNews = false }: State & { isNews?: boolean }) {
  return (
    <span class={`state ${tone}`} {...(isNews ? { role: 'status' } : {})}>
      {words}
    </span>
  );
}

/** The request, what it was answered, and all of the answer for whoever unfolds it. */
export function Answer({ exchange, children }: { exchange: Exchange; children?: Child }) {
  const { method, path, status, json } = exchange;
  const tone: Tone = status === null || status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good';
  return (
    <details class="exchange">
      <summary>
        <code>
          {method} {decodeURI(path.split('?')[0] ?? path)}
        </code>
        <Pill words={String(status ?? 'no answer')} tone={tone} />
        <span class="sentence">{children ?? answerSentence(exchange)}</span>
      </summary>
      <pre>{json ? JSON.stringify(json, null, 2) : exchange.text}</pre>
    </details>
  );
}

/** A phone comes into being when it is first used, so that it can be held before it rings. */
export function ToPhone({ phone, words }: { phone: string; words: string }) {
  return (
    <form method="post" action="/page/phones">
      <input type="hidden" name="number" value={phone} />
      <button type="submit" class="link">
        {words}
      </button>
    </form>
  );
}

export function TurnTo({ moment, now, timeZone }: { moment: Date; now: Date; timeZone: string }) {
  if (moment.getTime() <= now.getTime()) return null;
  return (
    <form hx-post="/rooms/reminders/clock" hx-target="#clock" hx-swap="outerMorph">
      <button type="submit" class="link" name="to" value={moment.toISOString()}>
        Turn the clock to {momentIn(moment, now, timeZone)}
      </button>
    </form>
  );
}

/** Each call of a chain in turn: the first, another try, the one that was promised. */
export function Life({ chain, now }: { chain: readonly Call[]; now: Date }) {
  return (
    <ol class="life">
      {chain.map((call) => (
        <li>
          {chain.length > 1 || call.origin === 'follow_up' ? (
            <div class="life-head">
              <strong>{titleOf(call)}</strong>
              <Pill {...stateOf(call)} />
            </div>
          ) : null}
          <Story call={call} now={now} />
        </li>
      ))}
    </ol>
  );
}

function titleOf({ origin, attempt }: Call): string {
  if (attempt > 1) return `Try ${attempt}`;
  return origin === 'follow_up' ? 'The promised call' : 'The call';
}

/** What a turn of the clock brings about; a free slot or another call's end it does not. */
const WAITS_FOR_TIME = ['window', 'retry', 'daily_limit'];

function nextMoment({ status, waitsFor, notBefore, followUp }: Call): Date | null {
  if (status === 'queued') return WAITS_FOR_TIME.includes(waitsFor ?? '') ? notBefore : null;
  return followUp?.status === 'pending' ? followUp.scheduledFor : null;
}

/** What happened on it, why it waits, and what follows. */
export function Story({ call, now }: { call: Call; now: Date }) {
  const { timeZone, dialledAt, answeredAt, endedAt } = call;
  const at = (moment: Date) => momentIn(moment, now, timeZone);
  const times = [
    dialledAt && `rung ${at(dialledAt)}`,
    answeredAt && `answered ${at(answeredAt)}`,
    endedAt && `over ${at(endedAt)}`,
  ].filter(Boolean);
  const waits = whyItWaits(call, now);
  const until = nextMoment(call);
  const ended = whyItEnded(call);
  return (
    <div class="story">
      {times.length > 0 ? <p class="times">{times.join(' · ')}</p> : null}
      {call.summary ? <p>{call.summary}</p> : null}
      {call.evidence ? <p class="times">Understood from “{call.evidence}”</p> : null}
      {ended ? <p>{ended}</p> : null}
      {waits ? <p>{waits}</p> : null}
      {whatFollows(call, now).map((line) => (
        <p>{line}</p>
      ))}
      <div class="ways">
        {isUnderWay(call) ? <ToPhone phone={call.phone} words="Take their phone" /> : null}
        {until ? <TurnTo moment={until} now={now} timeZone={timeZone} /> : null}
      </div>
    </div>
  );
}
