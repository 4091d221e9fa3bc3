/** The live stream of one open page: not what happened, but which parts of the page are out of date. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SimulatorEvent } from '../feed.ts';
import type { Page, Place } from './context.ts';
import type { Topic } from './region.tsx';

/** Many events in one moment (a text, its webhook, its answer) refresh the page once. */
const gatherMs = 30;

export function liveStream(c: Context, page: Page, place: Place): Response {
  return streamSSE(c, async (stream) => {
    const stale = new Set<Topic>();
    let timer: NodeJS.Timeout | undefined;
    const flush = () => {
      timer = undefined;
      for (const topic of stale) stream.writeSSE({ event: `sim:${topic}`, data: '' });
      stale.clear();
    };
    const unsubscribe = page.world.feed.subscribe((event) => {
      for (const topic of topicsOf(event, place)) stale.add(topic);
      if (stale.size > 0) timer ??= setTimeout(flush, gatherMs);
    });
    const gone = Promise.withResolvers<void>();
    stream.onAbort(() => gone.resolve());
    page.world.background.signal.addEventListener('abort', () => gone.resolve(), { once: true });
    // What happened between the page and this stream, or while the connection was lost, is not missed.
    for (const topic of ['texts', 'calls', 'phones', 'numbers', 'log'] as const) stale.add(topic);
    flush();
    await gone.promise;
    clearTimeout(timer);
    unsubscribe();
  });
}

function topicsOf(event: SimulatorEvent, place: Place): readonly Topic[] {
  switch (event.type) {
    case 'text':
      return event.phone === place.phone ? ['texts', 'phones'] : ['phones'];
    case 'call':
      return event.phone === place.phone ? ['calls', 'texts', 'phones'] : ['phones'];
    case 'phone':
      return ['phones'];
    case 'numbers':
      return ['numbers'];
    case 'webhook':
    case 'api':
      return ['log'];
    case 'receipt':
    case 'stripe':
      return [];
    default:
      return event satisfies never;
  }
}
