/** The IncomingPhoneNumbers resource: what the account owns, and the one writer of its webhook URLs. */
import { Hono } from 'hono';
import type { AccountNumber } from '../network/types.ts';
import type { World } from '../world.ts';
import { notFound } from './errors.ts';
import { paged } from './paging.ts';
import { numberResource } from './resources.ts';

export function numberRoutes(world: World): Hono {
  const { accountSid } = world.settings.twilio;
  const app = new Hono();
  const bySid = (file: string) =>
    [...world.network.numbers.values()].find((number) => `${number.sid}.json` === file);

  app.get('/IncomingPhoneNumbers.json', (c) => {
    // Twilio matches parts of numbers, too.
    const wanted = (c.req.query('PhoneNumber') ?? '').replaceAll('*', '');
    const found = [...world.network.numbers.values()].filter((number) => number.phoneE164.includes(wanted));
    const resources = found.map((number) => numberResource(accountSid, number));
    return c.json(paged(c.req.url, 'incoming_phone_numbers', resources));
  });

  app.get('/IncomingPhoneNumbers/:file{PN.+\\.json}', (c) => {
    const number = bySid(c.req.param('file'));
    return number ? c.json(numberResource(accountSid, number)) : notFound(c);
  });

  app.post('/IncomingPhoneNumbers/:file{PN.+\\.json}', async (c) => {
    const number = bySid(c.req.param('file'));
    if (!number) return notFound(c);
    update(number, new URLSearchParams(await c.req.text()));
    number.updatedAt = world.settings.now();
    world.feed.emit({ type: 'numbers' });
    return c.json(numberResource(accountSid, number));
  });

  return app;
}

/** Only what was sent is changed; an empty value takes a URL away. */
function update(number: AccountNumber, form: URLSearchParams): void {
  number.smsUrl = form.get('SmsUrl') ?? number.smsUrl;
  number.voiceUrl = form.get('VoiceUrl') ?? number.voiceUrl;
  number.statusCallback = form.get('StatusCallback') ?? number.statusCallback;
  number.friendlyName = form.get('FriendlyName') ?? number.friendlyName;
  number.smsMethod = methodOr(form.get('SmsMethod'), number.smsMethod);
  number.voiceMethod = methodOr(form.get('VoiceMethod'), number.voiceMethod);
  number.statusCallbackMethod = methodOr(form.get('StatusCallbackMethod'), number.statusCallbackMethod);
}

function methodOr(text: string | null, otherwise: 'GET' | 'POST'): 'GET' | 'POST' {
  return text === 'GET' || text === 'POST' ? text : otherwise;
}
