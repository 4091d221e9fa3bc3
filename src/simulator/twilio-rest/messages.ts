/** The Messages resource: create, fetch and list with the filters that a search for a lost send needs. */
import { type Context, Hono } from 'hono';
import { longestBody, type SendRefusal, sendFromAccount } from '../network/send.ts';
import type { Text } from '../network/types.ts';
import type { World } from '../world.ts';
import { notFound, twilioError } from './errors.ts';
import { paged } from './paging.ts';
import { messageResource } from './resources.ts';

export function messageRoutes(world: World): Hono {
  const { accountSid } = world.settings.twilio;
  const app = new Hono();

  app.post('/Messages.json', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const [to, from] = [form.get('To'), form.get('From')];
    if (!to) return twilioError(c, 21604, "A 'To' phone number is required.");
    if (!from) return twilioError(c, 21603, "A 'From' phone number is required.");
    const sent = sendFromAccount(world, {
      from,
      to,
      body: form.get('Body') ?? '',
      media: form.getAll('MediaUrl').map((url) => ({ url, contentType: 'image/jpeg' })),
      statusCallback: form.get('StatusCallback'),
      writtenBy: 'rest',
    });
    if (typeof sent === 'number') return refused(c, sent, { to, from });
    return c.json(messageResource(accountSid, sent), 201);
  });

  app.get('/Messages.json', (c) => {
    const found = [...world.network.texts.values()]
      .filter(filterIn(new URL(c.req.url).searchParams))
      .reverse();
    const resources = found.map((text) => messageResource(accountSid, text));
    return c.json(paged(c.req.url, 'messages', resources));
  });

  app.get('/Messages/:file{SM.+\\.json|MM.+\\.json}', (c) => {
    const text = world.network.texts.get(c.req.param('file').replace('.json', ''));
    return text ? c.json(messageResource(accountSid, text)) : notFound(c);
  });

  return app;
}

function refused(c: Context, code: SendRefusal, { to, from }: { to: string; from: string }): Response {
  const sentences: Record<SendRefusal, string> = {
    21211: `Invalid 'To' Phone Number: ${to}`,
    21212: `Invalid From Number (caller ID): ${from}`,
    21602: 'Message body is required.',
    21606: `The 'From' phone number provided (${from}) is not a valid, message-capable Twilio phone number for this account.`,
    21610: 'Attempt to send to unsubscribed recipient',
    21617: `The concatenated message body exceeds the ${longestBody} character limit`,
  };
  return twilioError(c, code, sentences[code]);
}

/** `DateSent` is a day; `DateSent>` and `DateSent<` are moments or days, both inclusive as at Twilio. */
function filterIn(query: URLSearchParams): (text: Text) => boolean {
  const [to, from, on] = [query.get('To'), query.get('From'), query.get('DateSent')];
  const after = moment(query.get('DateSent>'));
  const before = moment(query.get('DateSent<'));
  return (text) => {
    if (to && text.to !== to) return false;
    if (from && text.from !== from) return false;
    if (!on && after === null && before === null) return true;
    if (!text.sentAt) return false;
    if (on && text.sentAt.toISOString().slice(0, 10) !== on.slice(0, 10)) return false;
    // Twilio's dates have no milliseconds.
    const second = Math.floor(text.sentAt.getTime() / 1000) * 1000;
    return (after === null || second >= after) && (before === null || second <= before);
  };
}

function moment(text: string | null): number | null {
  const time = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : Math.floor(time / 1000) * 1000;
}
