/** Writes down what the feed tells of texts and calls; webhooks and API calls are recorded where they happen. */
import type { Feed } from '../feed.ts';
import type { Text } from '../network/types.ts';
import type { NetworkRecord } from './index.ts';

export function follow(feed: Feed, record: NetworkRecord): void {
  const begun = new Set<string>();
  feed.subscribe((event) => {
    if (event.type === 'receipt') recordText(record, event.text);
    if (event.type !== 'call') return;
    const { id, peer, direction, status, outcome } = event.call;
    const isOver = status === 'ended';
    // A call changes with every word that is heard; only its two ends are written down.
    if (begun.has(id) !== isOver) return;
    if (isOver) begun.delete(id);
    else begun.add(id);
    record.append({ type: 'call', id, phone: event.phone, peer, direction, outcome });
  });
}

function recordText(record: NetworkRecord, text: Text): void {
  const { sid, status, errorCode, writtenBy, from, to, body, statusCallback } = text;
  if (status === 'queued') {
    const promise = promiseIn(statusCallback);
    record.append({ type: 'text_accepted', sid, writtenBy, promise, from, to, body });
  } else {
    record.append({ type: 'text_moved', sid, status, errorCode });
  }
}

/** The id that the service put into the URL of the receipts. */
export function promiseIn(statusCallback: string | null | undefined): string | null {
  if (!statusCallback || !URL.canParse(statusCallback)) return null;
  return new URL(statusCallback).searchParams.get('promise');
}
