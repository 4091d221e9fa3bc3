/** One webhook: logged as hit, checked over its raw body, delivered. Whoever is not believed changes nothing. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { CallNews, CheckedNews, WebhookNews } from '../../../outbound/index.ts';
import type { Clock } from '../../../platform/clock.ts';
import { isDatabaseAway } from '../../../platform/database/index.ts';
import type { Log } from '../../../platform/log.ts';
import { storable } from '../../../values/sanitize.ts';
import { type InboundRefusal, refuseInbound } from './refuse-inbound.ts';

export interface WebhookDoorTools extends InboundRefusal {
  readonly log: Log;
  readonly clock: Clock;
  /** Is this body from ElevenLabs, and what does it say? */
  readonly check: (
    rawBody: string,
    signature: string | undefined,
    typeOfBare: string | undefined,
  ) => CheckedNews;
  /** Stores the news and lets them move the call; resolves with what became of them. */
  readonly takeNews: (news: CallNews) => Promise<string>;
}

export interface WebhookPath {
  readonly endpoint: string;
  readonly mark: '[MAIN_WEBHOOK_HIT]' | '[LEGACY_WEBHOOK_HIT]';
  readonly typeOfBare?: string;
}

/** The runbook promises these words. */
const REFUSED = { error: 'Invalid webhook signature' };
const RECEIVED = { received: true };
/** 64 characters: the type of a body that nobody has checked yet goes into the log. */
const LONGEST_TYPE = 64;
/** 16 Ki characters: nobody who is not believed has more than that parsed. */
const LONGEST_UNBELIEVED = 16 * 1024;

const typed = z.object({ type: z.string().transform((type) => storable(type).slice(0, LONGEST_TYPE)) });

/** 200 once stored, 401 for what ElevenLabs has not just sent, 400 for what it cannot have meant, 503 to come again. */
export function webhookDoor(tools: WebhookDoorTools, { endpoint, mark, typeOfBare }: WebhookPath) {
  const { log } = tools;
  return async (c: Context): Promise<Response> => {
    const rawBody = await c.req.text();
    const checked = tools.check(rawBody, c.req.header('elevenlabs-signature'), typeOfBare);
    const eventType = checked.kind === 'genuine' ? checked.news.eventType : typeIn(rawBody);
    log.info({ endpoint, eventType, isGenuine: checked.kind === 'genuine' }, mark);
    if (checked.kind === 'refused') {
      const { reason } = checked;
      if (reason === 'unreadable') return c.json({ error: 'The body is not an event' }, 400);
      if (reason === 'no_secret') log.error({ endpoint }, 'ELEVENLABS_WEBHOOK_SECRET not set');
      log.warn({ endpoint, reason }, 'elevenlabs.webhook signature verification failed');
      return c.json(REFUSED, 401);
    }
    try {
      const outcome = await take(tools, checked.news);
      log.info(
        { eventType, conversationId: conversationOf(checked.news), outcome },
        'elevenlabs.webhook handled',
      );
      return c.json(RECEIVED);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.error({ err: error, eventType }, 'elevenlabs.webhook not stored: the database is away');
      return c.json({ error: 'Not now' }, 503, { 'retry-after': '30' });
    }
  };
}

async function take(tools: WebhookDoorTools, news: WebhookNews): Promise<string> {
  if (news.kind === 'passed_over') return 'ignored';
  if (news.ends.direction === 'inbound') return refuseInbound(tools, news);
  if (news.kind === 'announced') return 'ignored';
  const { eventType, report } = news;
  const eventId = `${eventType}:${report.conversationId}`;
  return tools.takeNews({ eventId, report, receivedAt: tools.clock.now() });
}

function conversationOf(news: WebhookNews): string | null {
  return news.kind === 'report' ? news.report.conversationId : news.conversationId;
}

/** Of a body that is not believed: null when it says none. */
function typeIn(rawBody: string): string | null {
  if (rawBody.length > LONGEST_UNBELIEVED) return null;
  try {
    return typed.safeParse(JSON.parse(rawBody)).data?.type ?? null;
  } catch {
    return null;
  }
}
