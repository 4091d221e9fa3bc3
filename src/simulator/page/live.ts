/** The live stream of one open page: not what happened, but which parts of the page are out of date. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SimulatorEvent } from '../feed.ts';
import type { Page, Place } from './context.ts';
import { type PhoneTopic, type Topic, topicEvent } from './region.tsx';

/** Many events in one moment (a text, its webhook, its answer) refresh the page once. */
const gatherMs = 30;

const allTopics: readonly Topic[] = ['texts', 'calls', 'phones', 'numbers', 'log', 'lies'];

export function liveStream(c: Context, page: Page, place: Place): Response {
  return streamSSE(c, async (stream) => {
    const stale = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    const flush = () => {
      timer = undefined;
      for (const event of stale) stream.writeSSE({ event, data: '' });
      stale.clear();
    };
    const unsubscribe = page.world.feed.subscribe((event) => {
      for (const name of eventsOf(event, place)) stale.add(name);
      if (stale.size > 0) timer ??= setTimeout(flush, gatherMs);
    });
    const gone = Promise.withResolvers<void>();
    stream.onAbort(() => gone.resolve());
    page.world.background.signal.addEventListener('abort', () => gone.resolve(), { once: true });
    // What happened between the page and this stream, or while the connection was lost, is not missed.
    for (const at of place.desk.keys()) for (const topic of allTopics) stale.add(topicEvent(topic, at));
    flush();
    await gone.promise;
    clearTimeout(timer);
    unsubscribe();
  });
}

function eventsOf(event: SimulatorEvent, place: Place): readonly string[] {
  const onPhone = (phone: string, topics: readonly PhoneTopic[]) => {
    const at = place.desk.findIndex((spot) => spot.phone === phone);
    return at < 0 ? [] : topics.map((topic) => topicEvent(topic, at));
  };
  switch (event.type) {
    case 'text':
      return [...onPhone(event.phone, ['texts']), 'sim:phones'];
    case 'call':
      return [...onPhone(event.phone, ['calls', 'texts']), 'sim:phones'];
    case 'phone':
      return ['sim:phones'];
    case 'numbers':
      return ['sim:numbers'];
    case 'webhook':
    case 'api':
      return ['sim:log'];
    case 'lies':
      return ['sim:lies'];
    case 'receipt':
    case 'stripe':
    case 'elevenlabs':
      return [];
    default:
      return event satisfies never;
  }
}
