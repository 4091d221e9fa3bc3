/** What thumbs do on the page: make a phone, write, ring, answer, dial. A refusal is a 422 with its reason. */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { dialled } from '../network/e164.ts';
import { href, hrefOfPhone, type Page, placeIn, type Queries } from './context.ts';
import { markRead } from './conversations.ts';
import { Answer } from './keypad.tsx';
import { Messages } from './thread.tsx';

const behaviour = z.enum(['answers', 'no-answer', 'busy', 'voicemail', 'unreachable']);
const forwarding = z.object({
  kind: z.enum(['none', 'unconditional', 'conditional']),
  to: z.string().default(''),
  seconds: z.coerce.number().default(20),
});

/** A room does not know which phones lie on the desk; the address of the page that it is part of does. */
function queriesOf(c: Context): Queries {
  const asked = c.req.queries();
  const from = c.req.header('referer');
  if (Object.keys(asked).length > 0 || !from || !URL.canParse(from)) return asked;
  const { searchParams } = new URL(from);
  return Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
}

export function actRoutes(page: Page): Hono {
  const { network } = page;
  const app = new Hono();

  /** The phone that the page shows; every act belongs to one. */
  const hand = (c: Context) => {
    const place = placeIn(page, c.req.queries());
    if (!place.phone) throw new Error('There is no phone yet');
    return { place: { ...place, phone: place.phone }, phone: network.phone(place.phone) };
  };

  app.post('/phones', async (c) => {
    const wanted = String((await c.req.parseBody()).number ?? '').trim();
    const number = wanted === '' ? null : dialled(wanted, '+44');
    if (wanted !== '' && !number) throw new Error(`${wanted} is not a phone number`);
    const phone = number ? network.phone(number) : network.newPhone();
    return c.redirect(hrefOfPhone(placeIn(page, queriesOf(c)), phone.number), 303);
  });

  app.post('/threads', async (c) => {
    const { place, phone } = hand(c);
    const peer = dialled(String((await c.req.parseBody()).to ?? ''), phone.number);
    return c.redirect(href(place, peer ? { peer, screen: 'thread' } : {}), 303);
  });

  app.post('/texts', async (c) => {
    const { place, phone } = hand(c);
    const form = await c.req.parseBody();
    const { picture } = form;
    const media = picture instanceof File && picture.size > 0 ? [await page.uploads.add(picture)] : [];
    if (!place.peer) throw new Error('Choose whom to text first');
    phone.text(place.peer, String(form.body ?? '').trimEnd(), { media });
    markRead(page, place);
    return c.html(<Messages page={page} place={{ ...place, peer: place.peer }} />);
  });

  app.post('/calls', async (c) => {
    hand(c).phone.call(String((await c.req.parseBody()).to ?? ''));
    return c.body(null, 204);
  });

  app.post('/calls/:id/:act{answer|decline|let-ring|hangup|press|speak|dismiss}', async (c) => {
    const { phone } = hand(c);
    const { id, act } = c.req.param();
    const form = await c.req.parseBody();
    const call = phone.calls.find((one) => one.id === id);
    if (!call) throw new Error('There is no such call');
    const acts: Record<string, () => void> = {
      answer: () => phone.answer(id),
      decline: () => phone.decline(id),
      'let-ring': () => phone.letRing(id),
      hangup: () => phone.hangUp(id),
      press: () => phone.press(String(form.digits ?? ''), id),
      speak: () => phone.speak(String(form.words ?? ''), id),
      dismiss: () => {
        page.dismissed.add(id);
        page.world.feed.emit({ type: 'call', phone: phone.number, call });
      },
    };
    acts[act]?.();
    return c.body(null, 204);
  });

  app.post('/dial', async (c) => {
    const answer = hand(c).phone.dial(String((await c.req.parseBody()).code ?? '').trim());
    return 'isDone' in answer ? c.html(<Answer answer={answer} />) : c.body(null, 204);
  });

  app.post('/behaviour', async (c) => {
    const form = await c.req.parseBody();
    hand(c).phone.setBehaviour(behaviour.parse(form.behaviour));
    return c.body(null, 204);
  });

  app.post('/forwarding', async (c) => {
    const { kind, to, seconds } = forwarding.parse(await c.req.parseBody());
    hand(c).phone.setForwarding(kind === 'none' ? { kind } : { kind, to, noReplySeconds: seconds });
    return c.body(null, 204);
  });

  app.onError((error, c) => {
    page.world.settings.log('simulator: an act on the page was refused', { path: c.req.path, error });
    return c.html(<p>{error.message}</p>, 422);
  });
  return app;
}
