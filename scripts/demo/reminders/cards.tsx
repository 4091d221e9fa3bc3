/** One card for each thing that was asked for: how the API answered, and all that has come of it since. */
import type { AskedBatch, AskedCall } from './desk.ts';
import { Answer, Life, Pill, Story } from './pieces.tsx';
import type { Batch, Recipient } from './told.ts';
import { readable, type State, stateOf, stateOfRow, whyNotCalled } from './words.ts';

export function CallCard({ entry, now }: { entry: AskedCall; now: Date }) {
  const last = entry.chain.at(-1);
  return (
    <article class="asked" id={`asked-${entry.id}`} data-testid="asked-call">
      <header>
        <h3>{entry.title}</h3>
        {last ? <Pill {...stateOf(last)} isNews /> : null}
      </header>
      <Answer exchange={entry.asked} />
      <Life chain={entry.chain} now={now} />
    </article>
  );
}

export function BatchCard({ entry, now }: { entry: AskedBatch; now: Date }) {
  const { batch, batchId } = entry;
  return (
    <article class="asked" id={`asked-${entry.id}`} data-testid="asked-batch">
      <header>
        <h3>{entry.title}</h3>
        {batch ? <Pill {...stateOfBatch(batch)} isNews /> : null}
      </header>
      <Answer exchange={entry.asked}>{batchId ? taken(entry) : undefined}</Answer>
      {entry.act ? <Answer exchange={entry.act} /> : null}
      {batch ? <Progress batch={batch} /> : null}
      {batchId ? <Thumbs entry={entry} /> : null}
      <ol class="recipients" aria-label="The list">
        {entry.recipients.map((one) => (
          <Row recipient={one} entry={entry} now={now} />
        ))}
      </ol>
      {entry.hasMore ? <p class="quiet">The list goes on; the results have all of it.</p> : null}
    </article>
  );
}

function taken({ asked: { json } }: AskedBatch): string {
  const count = (name: string) => Number(json?.[name] ?? 0);
  const rows = count('recipients');
  const left = [
    [count('skippedDoNotCall'), 'on the do-not-call list'],
    [count('noConsent'), 'without consent'],
    [count('duplicates'), 'there twice'],
    [count('invalid'), 'cannot be used'],
  ] as const;
  const out = left.filter(([n]) => n > 0);
  const called = out.reduce((sum, [n]) => sum - n, rows);
  return `${rows} rows: ${called} to be called${out.map(([n, why]) => `, ${n} ${why}`).join('')}.`;
}

function stateOfBatch({ status }: Batch): State {
  if (status === 'completed') return { words: 'Complete', tone: 'good' };
  if (status === 'cancelled') return { words: 'Cancelled', tone: 'calm' };
  return { words: 'Under way', tone: 'live' };
}

/** Whoever can never be called is not part of the way. */
function Progress({ batch }: { batch: Batch }) {
  const { recipients, skippedDoNotCall, noConsent, duplicates, invalid, calls } = batch;
  const all = recipients - skippedDoNotCall - noConsent - duplicates - invalid;
  const open = (calls.queued ?? 0) + (calls.dialling ?? 0) + (calls.answered ?? 0);
  const done = Math.max(0, all - open);
  return (
    <div class="progress">
      <progress max={Math.max(1, all)} value={all === 0 ? 1 : done} aria-label="How many are done" />
      <span>
        {done} of {all} done
      </span>
    </div>
  );
}

function Thumbs({ entry: { id, batchId, batch } }: { entry: AskedBatch }) {
  const act = (what: 'cancel' | 'retry', words: string, isOff: boolean) => (
    <form hx-post={`/rooms/reminders/batches/${id}/${what}`} hx-target="#asked" hx-swap="outerMorph">
      <button type="submit" class="button small" disabled={isOff} data-testid={`${what}-batch`}>
        {words}
      </button>
    </form>
  );
  const isOver = batch?.status === 'completed' || batch?.status === 'cancelled';
  const missed = (batch?.calls.noAnswer ?? 0) + (batch?.calls.busy ?? 0) + (batch?.calls.failed ?? 0);
  return (
    <div class="batch-thumbs">
      {act('cancel', 'Cancel', isOver)}
      {act('retry', 'Retry', missed === 0 || batch?.status === 'cancelled')}
      <a
        class="button small"
        href={`/rooms/reminders/batches/${id}/results.csv`}
        download={`batch-${batchId}.csv`}
      >
        Results, CSV
      </a>
    </div>
  );
}

function Row({ recipient, entry, now }: { recipient: Recipient; entry: AskedBatch; now: Date }) {
  const { row, name, phone, written, call } = recipient;
  const why = call ? null : whyNotCalled(recipient);
  const promised = entry.promised.get(call?.callId ?? '') ?? [];
  return (
    <li data-testid="recipient" data-row={row}>
      <div class="life-head">
        <strong>{name ?? `Row ${row}`}</strong>
        <small>{phone ? readable(phone) : written || 'no number'}</small>
        <Pill {...stateOfRow(recipient)} />
      </div>
      {why ? <p>{why}</p> : null}
      {call ? <Story call={call} now={now} /> : null}
      {promised.length > 0 ? <Life chain={promised} now={now} /> : null}
    </li>
  );
}
