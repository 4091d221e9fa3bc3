/** What every REST answer of the companies passes through: the truth or a lie, the journal and the record. */
import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import type { Company } from './journal.ts';
import { type AnswerLie, lieToClient } from './lies/index.ts';
import { createAskedRecord } from './record/asked.ts';
import type { World } from './world.ts';

/** `isBehind`: the route shows what was true a moment ago. */
export type AnsweringEnv = { Bindings: HttpBindings; Variables: { isBehind?: boolean } };

/** A client that waits longer than this has no time-out; Twilio's own waits 30 s, Stripe's 80 s. */
const longestSilenceMs = 120_000;

export function answering(world: World, company: Company): MiddlewareHandler<AnsweringEnv> {
  return async (c, next) => {
    const started = performance.now();
    const at = world.settings.now();
    const { method, path } = c.req;
    const sent = method === 'POST' ? await c.req.text() : new URL(c.req.url).search;
    const params = method === 'POST' && company === 'elevenlabs' ? jsonParams(sent) : formParams(sent);
    const lie = world.lies.aboutAnswer({ company, method, path, params });
    const recordAsked = createAskedRecord(world.record, { method, path, params, lie });
    const isDone = !lie || ('isDone' in lie && lie.isDone);
    if (lie) world.lies.told(lie);
    c.set('isBehind', lie?.way === 'behind');
    if (isDone) await next();
    // Before the lie is told: a checker must not have to wait until a silent call is given up.
    await recordAsked(isDone ? c.res : null);
    if (lie && lie.way !== 'behind') await tell(world, c, { lie, company });
    const isMute = lie?.way === 'silence' || lie?.way === 'reset';
    world.journal.addApiCall({
      ...{ id: randomUUID(), at, company, method, path, params },
      status: isMute ? null : c.res.status,
      ms: Math.round(performance.now() - started),
      lie: lie?.kind ?? null,
    });
  };
}

const formParams = (form: string) => Object.fromEntries(new URLSearchParams(form));

/** Every field of a JSON body as a string; what lies deeper is written as JSON. */
function jsonParams(body: string): Record<string, string> {
  try {
    const fields: object = Object(JSON.parse(body));
    const words = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, words(value)]));
  } catch {
    return {};
  }
}

/** Puts the lie in the place of the answer. */
async function tell(
  world: World,
  c: Context<AnsweringEnv>,
  { lie, company }: { lie: AnswerLie; company: Company },
): Promise<void> {
  const { socket } = c.env.incoming;
  if (lie.way === 'silence') await goneOrClosing(world, c);
  if (lie.way === 'reset') socket.resetAndDestroy();
  if (lie.way === 'silence') socket.destroy();
  const truth = lie.way === 'garbage' && lie.isDone ? await c.res.text() : null;
  const told = lieToClient(lie, { company, truth, status: c.res.status });
  // Headers of the truth would be merged into the lie.
  c.res = undefined;
  c.res = told ?? RESPONSE_ALREADY_SENT;
}

async function goneOrClosing(world: World, c: Context<AnsweringEnv>): Promise<void> {
  const isGone = new Promise<void>((resolve) => c.env.incoming.socket.once('close', () => resolve()));
  const isOver = AbortSignal.any([world.background.signal, AbortSignal.timeout(longestSilenceMs)]);
  await Promise.race([
    isGone,
    new Promise<void>((resolve) => isOver.addEventListener('abort', () => resolve(), { once: true })),
  ]);
}
