/** Phones over HTTP: text, call, dial, answer, forward. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { NetworkControl, Phone } from '../network/control.ts';

const media = z.object({ url: z.string(), contentType: z.string().default('image/jpeg') });
const newPhone = z.object({ number: z.string().optional() });
const text = z.object({ to: z.string(), body: z.string().default(''), media: z.array(media).default([]) });
const call = z.object({ to: z.string(), isAnonymous: z.boolean().default(false) });
const dial = z.object({ code: z.string() });
const behaviour = z.object({
  behaviour: z.enum(['answers', 'no-answer', 'busy', 'voicemail', 'unreachable']),
  says: z.array(z.string()).default([]),
});
const act = z.object({ digits: z.string().default(''), words: z.string().default('') });
const forwarding = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('unconditional'), to: z.string() }),
  z.object({ kind: z.literal('conditional'), to: z.string(), noReplySeconds: z.number().default(20) }),
]);

export function phoneRoutes(network: NetworkControl): Hono {
  const app = new Hono();
  app.get('/', (c) => c.json(network.phones().map(shown)));
  app.post('/', async (c) => {
    const { number } = newPhone.parse(await bodyOf(c.req.raw));
    return c.json(shown(number ? network.phone(number) : network.newPhone()), 201);
  });
  app.get('/:number', (c) => c.json(shown(network.phone(c.req.param('number')))));
  app.get('/:number/messages', (c) => c.json(network.phone(c.req.param('number')).messages));
  app.get('/:number/calls', (c) => c.json(network.phone(c.req.param('number')).calls));
  app.post('/:number/texts', async (c) => {
    const { to, body, media } = text.parse(await bodyOf(c.req.raw));
    return c.json(network.phone(c.req.param('number')).text(to, body, { media }), 201);
  });
  app.post('/:number/calls', async (c) => {
    const { to, ...options } = call.parse(await bodyOf(c.req.raw));
    return c.json(network.phone(c.req.param('number')).call(to, options), 201);
  });
  app.post('/:number/dial', async (c) => {
    return c.json(network.phone(c.req.param('number')).dial(dial.parse(await bodyOf(c.req.raw)).code));
  });
  app.post('/:number/calls/:id/:act{answer|decline|let-ring|hangup|press|speak}', async (c) => {
    const phone = network.phone(c.req.param('number'));
    const { digits, words } = act.parse(await bodyOf(c.req.raw));
    const id = c.req.param('id') === 'live' ? undefined : c.req.param('id');
    const acts: Record<string, () => void> = {
      answer: () => phone.answer(id),
      decline: () => phone.decline(id),
      'let-ring': () => phone.letRing(id),
      hangup: () => phone.hangUp(id),
      press: () => phone.press(digits, id),
      speak: () => phone.speak(words, id),
    };
    acts[c.req.param('act')]?.();
    return c.json(phone.calls);
  });
  app.put('/:number/forwarding', async (c) => {
    const phone = network.phone(c.req.param('number'));
    phone.setForwarding(forwarding.parse(await bodyOf(c.req.raw)));
    return c.json(shown(phone));
  });
  app.put('/:number/behaviour', async (c) => {
    const phone = network.phone(c.req.param('number'));
    const asked = behaviour.parse(await bodyOf(c.req.raw));
    phone.setBehaviour(asked.behaviour, asked.says);
    return c.json(shown(phone));
  });
  return app;
}

/** No body is an empty one. */
export async function bodyOf(request: Request): Promise<unknown> {
  const raw = await request.text();
  return raw === '' ? {} : JSON.parse(raw);
}

function shown(phone: Phone) {
  return { number: phone.number, behaviour: phone.behaviour, forwarding: phone.forwarding };
}
