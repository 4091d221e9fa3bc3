/** The Calls resource: place a call, look at it, end it. */
import { Hono } from 'hono';
import { hasEnded, onlyTheEnd } from '../calls/legs.ts';
import { callFromAccount } from '../calls/outbound.ts';
import { isE164 } from '../network/e164.ts';
import type { Leg } from '../network/types.ts';
import type { TwimlSource } from '../twiml/reading.ts';
import { runTwiml } from '../twiml/voice.ts';
import type { World } from '../world.ts';
import { notFound, twilioError } from './errors.ts';
import { paged } from './paging.ts';
import { callResource } from './resources.ts';

/** Twilio rings an outbound call for 60 s by default. */
const defaultRingSeconds = 60;

export function callRoutes(world: World): Hono {
  const { accountSid } = world.settings.twilio;
  const app = new Hono();
  const resource = (leg: Leg) => {
    const ours = leg.direction === 'inbound' ? leg.to : leg.from;
    return callResource(accountSid, leg, world.network.numbers.get(ours)?.sid ?? null);
  };

  app.post('/Calls.json', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const [to, from] = [form.get('To'), form.get('From')];
    if (!to) return twilioError(c, 21201, "No 'To' number is specified");
    if (!from) return twilioError(c, 21213, "No 'From' number is specified");
    if (!isE164(to)) return twilioError(c, 21211, `Invalid 'To' Phone Number: ${to}`);
    if (!world.network.numbers.has(from)) {
      return twilioError(
        c,
        21210,
        `The source phone number provided, ${from}, is not yet verified for your account.`,
      );
    }
    const [url, twiml] = [form.get('Url'), form.get('Twiml')];
    if (!url && !twiml) return twilioError(c, 21205, 'Url parameter is required.');
    const statusCallback = form.get('StatusCallback');
    const source: TwimlSource = twiml ? { twiml } : { url: url ?? '', method: methodIn(form, 'Method') };
    const leg = callFromAccount(world, {
      from,
      to,
      talk: (called, party) => runTwiml(world, { leg: called, party, source, onAnswered: () => undefined }),
      statusCallback: statusCallback
        ? { url: statusCallback, method: methodIn(form, 'StatusCallbackMethod') }
        : null,
      reports: eventsIn(form),
      ringSeconds: Number(form.get('Timeout') ?? defaultRingSeconds),
    });
    return c.json(resource(leg), 201);
  });

  app.get('/Calls.json', (c) => {
    const query = new URL(c.req.url).searchParams;
    const found = [...world.network.legs.values()].filter((leg) =>
      [
        ['To', leg.to],
        ['From', leg.from],
        ['Status', leg.status],
        ['ParentCallSid', leg.parentCallSid],
      ].every(([name, value]) => !query.get(name ?? '') || query.get(name ?? '') === value),
    );
    return c.json(paged(c.req.url, 'calls', found.reverse().map(resource)));
  });

  app.get('/Calls/:file{CA.+\\.json}', (c) => {
    const leg = world.network.legs.get(c.req.param('file').replace('.json', ''));
    return leg ? c.json(resource(leg)) : notFound(c);
  });

  app.post('/Calls/:file{CA.+\\.json}', async (c) => {
    const leg = world.network.legs.get(c.req.param('file').replace('.json', ''));
    if (!leg) return notFound(c);
    const status = new URLSearchParams(await c.req.text()).get('Status');
    if (status === 'completed' || status === 'canceled') {
      if (hasEnded(leg)) return twilioError(c, 21220, 'Call is not in-progress. Cannot redirect.');
      leg.ending.abort();
      await leg.finished;
    }
    return c.json(resource(leg));
  });

  return app;
}

function methodIn(form: URLSearchParams, name: string): 'GET' | 'POST' {
  return form.get(name) === 'GET' ? 'GET' : 'POST';
}

/** The client sends one field per event; people also write them in one field with spaces. */
function eventsIn(form: URLSearchParams): ReadonlySet<string> {
  const named = form.getAll('StatusCallbackEvent').flatMap((value) => value.split(/[\s,]+/));
  return named.length > 0 ? new Set(named) : onlyTheEnd;
}
