/**
 * Plays a transcript: a conversation as a text file. Lines that make something happen are kept; what follows from them
 * is written anew. A transcript that is right comes out as it went in.
 *
 *   # a remark
 *   WORLD   client test-client-1, phone 447900000001, not paid, pool +447111111111
 *   OWNER   Plumber from London            the owner texts ("\n" is a line break)
 *   CALL    from +447700900001, forwarded by owner         a call arrives ("from withheld", "from our number")
 *   CALLER  leaking tap                    a caller texts ("<picture>" as well)
 *   MISSED  CA1                            the caller's call was missed
 *   DESK    1 hello                        the owner texts their own number
 *   STRIPE  sub_1 active                   Stripe says so, and tells us
 *   EVENT   onboarding OWNER_RETURNED {}   anything else that can happen to a machine
 *   WAIT    1 day                          time passes
 *   SQL     onboarding S6_PHONE_TYPE {}    an operator writes a row by hand
 *
 * What follows: STATE, TEXT, NOTICE (a text to the owner), LOG, DOES, and ------- where a machine had no use for the event.
 */
import type { MachineEvent, MachineName, Refusal } from '../../machines/index.ts';
import { type Shown, World } from './world.ts';

const CAUSES = [
  'WORLD',
  'OWNER',
  'CALLER',
  'MISSED',
  'DESK',
  'CALL',
  'STRIPE',
  'EVENT',
  'WAIT',
  'SQL',
] as const;
type Cause = (typeof CAUSES)[number];
const EFFECTS = /^(?:STATE|TEXT|NOTICE|LOG|DOES|-------| {8}|$)/;
const WIDTH = 8;

export function play(transcript: string): string {
  let world: World | null = null;
  const written: string[] = [];
  for (const line of transcript.split('\n')) {
    const isRemark = line.startsWith('#');
    const cause = isRemark ? null : readCause(line);
    if (!isRemark && cause === null) continue;
    if (written.length > 0 && !written.at(-1)?.startsWith('#')) written.push('');
    written.push(line);
    if (cause === null) continue;
    if (cause.name === 'WORLD') world = readWorld(world, cause.rest);
    else if (world === null) throw new Error(`a transcript begins with WORLD, not with: ${line}`);
    else happen(world, cause.name, cause.rest);
    written.push(...(world?.shown.splice(0).flatMap(show) ?? []));
  }
  return `${written.join('\n')}\n`;
}

function readCause(line: string): { name: Cause; rest: string } | null {
  const name = CAUSES.find((cause) => line.startsWith(cause.padEnd(WIDTH)));
  if (name) return { name, rest: line.slice(WIDTH).trim() };
  if (!EFFECTS.test(line)) throw new Error(`not a line of a transcript: ${line}`);
  return null;
}

/** Later WORLD lines change the world: somebody ran SQL, a number was seeded. */
function readWorld(world: World | null, rest: string): World {
  const parts = rest.split(/,\s*/).map((part) => part.split(' '));
  const of = (name: string) => parts.find(([word]) => word === name)?.slice(1);
  const phone = of('phone')?.[0];
  const orgId = of('client')?.[0];
  const born =
    world ??
    new World({
      ...(of('caller')?.[0] ? { theirNumber: of('caller')?.[0] ?? '' } : {}),
      ...(orgId ? { orgId } : {}),
      ...(phone ? { ownerPhone: `+${phone.replace('+', '')}`, ownerPhoneAsWritten: phone } : {}),
    });
  if (of('paid')) born.isPaid = true;
  if (of('not')?.[0] === 'paid') born.isPaid = false;
  if (of('no')?.[0] === 'number') born.number = null;
  const number = of('number')?.[0];
  if (number) born.number = number;
  const business = of('business');
  if (business) born.businessName = business.join(' ');
  if (of('closed')) born.isOpenNow = false;
  const refusal = of('refused')?.[0];
  if (refusal) born.refusal = refusal === 'nothing' ? null : (refusal as Refusal);
  const open = of('enquiry');
  if (open) born.open.push({ handle: Number(open[0]), who: open[1] ?? '', what: open.slice(2).join(' ') });
  const pool = of('pool');
  if (pool) born.pool = pool.filter((item) => item.startsWith('+'));
  return born;
}

function happen(world: World, cause: Exclude<Cause, 'WORLD'>, rest: string): void {
  switch (cause) {
    case 'OWNER':
      world.happen('onboarding', ownerTexts(rest.replaceAll('\\n', '\n')));
      return;
    case 'CALLER':
      world.happen('enquiry', callerTexts(rest.replaceAll('\\n', '\n')));
      return;
    case 'MISSED':
      world.happen('enquiry', { type: 'CALL_MISSED', callSid: rest });
      return;
    case 'DESK':
      world.happen('desk', ownerTexts(rest));
      return;
    case 'CALL':
      world.happen('onboarding', readCall(world, rest));
      return;
    case 'STRIPE': {
      const [subscriptionId = '', status = ''] = rest.split(' ');
      world.subscriptions.set(subscriptionId, status);
      const eventType = 'customer.subscription.updated';
      world.happen('payment-gate', {
        type: 'STRIPE_EVENT_RECEIVED',
        eventType,
        subscriptionId,
        customerId: 'cus_1',
      });
      return;
    }
    case 'EVENT': {
      const [machine = '', type = '', json] = splitIn3(rest);
      world.happen(machine as MachineName, { type, ...JSON.parse(json || '{}') });
      return;
    }
    case 'WAIT':
      world.wait(readDuration(rest));
      return;
    case 'SQL': {
      const [machine = '', state = '', json] = splitIn3(rest);
      world.writeByHand(machine as MachineName, state, JSON.parse(json || '{}'));
    }
  }
}

function splitIn3(rest: string): (string | undefined)[] {
  return /^(\S+) (\S+) ?(.*)$/.exec(rest)?.slice(1) ?? [];
}

/** `<picture>` is a message with a picture and no words. */
export function ownerTexts(text: string): MachineEvent {
  const isPicture = text === '<picture>';
  return { type: 'OWNER_TEXTED', text: isPicture ? '' : text, mediaCount: isPicture ? 1 : 0 };
}

export function callerTexts(text: string): MachineEvent {
  const isPicture = text === '<picture>';
  const mediaUrls = isPicture ? ['https://media.example/1.jpg'] : [];
  return { type: 'CALLER_TEXTED', text: isPicture ? '' : text, mediaUrls };
}

function readCall(world: World, rest: string): MachineEvent {
  const isFromOurNumber = rest.includes('from our number');
  const from = /from (\+\d+)/.exec(rest)?.[1] ?? null;
  const by = /forwarded by (\+\d+|owner)/.exec(rest)?.[1] ?? null;
  return {
    type: 'CALL_ARRIVED',
    from: isFromOurNumber ? '+447476955179' : rest.includes('from owner') ? world.facts.ownerPhone : from,
    forwardedFrom: by === 'owner' ? world.facts.ownerPhone : by,
    isFromOurNumber,
  };
}

const UNITS: Record<string, number> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function readDuration(rest: string): number {
  const [count = '', unit = ''] = rest.split(' ');
  const unitMs = UNITS[unit.replace(/s$/, '')];
  if (unitMs === undefined) throw new Error(`not a time: ${rest}`);
  return Number(count) * unitMs;
}

function show(shown: Shown): string[] {
  switch (shown.kind) {
    case 'state':
      return [row('STATE', `${shown.machine}: ${shown.from} → ${shown.to}`)];
    case 'text':
      return row(shown.isToOwner ? 'NOTICE' : 'TEXT', shown.text).split('\n');
    case 'log':
      return row('LOG', shown.fields ? `${shown.line} ${inline(shown.fields)}` : shown.line).split('\n');
    case 'does':
      return [row('DOES', `${shown.name} ${inline(shown.params)}`.trim())];
    case 'ignored':
      return [row('-------', `${shown.machine} has no use for ${shown.event}`)];
  }
}

/** An empty line of a text would end with spaces that editors eat, so only lines with words are set in. */
function row(name: string, content: string): string {
  const [first = '', ...rest] = content.split('\n');
  const setIn = rest.map((line) => (line === '' ? '' : ' '.repeat(WIDTH) + line));
  return [name.padEnd(WIDTH) + first, ...setIn].join('\n');
}

/** As the documents print objects: `{ clientId: 'test-client-1' }`. */
function inline(fields: Record<string, unknown>): string {
  const entries = Object.entries(fields).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}`,
  );
  return entries.length === 0 ? '' : `{ ${entries.join(', ')} }`;
}
