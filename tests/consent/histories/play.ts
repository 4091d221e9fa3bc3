/** Plays a crowd through the real engine, keeper and timers, all its people side by side, and says what went wrong. */
import { fireDueTimers } from '../../../src/conversations/index.ts';
import type { Delivery } from '../../../src/inbox/index.ts';
import { keepLane, senderLane } from '../../../src/outbox/index.ts';
import { parsePhone } from '../../../src/values/phone.ts';
import { keepToolsFor, testCarrier } from '../../support/carrier.ts';
import type { TestDatabase } from '../../support/database.ts';
import { engineOn, newSid, ONBOARDING_NUMBER, ownOnboardingNumber, textFrom } from '../../support/engine.ts';
import { turnedClock } from '../../support/turned-clock.ts';
import { type Act, type Crowd, type Life, ROUNDS } from './lives.ts';

export interface Complaint {
  /** Which village of the crowd it is about. */
  readonly village: number;
  readonly about: string;
}

/** What happened, so that a run in which nothing was ever sent does not count as a good one. */
export interface Tally {
  texts: number;
  suppressed: number;
  textBacks: number;
  /** Sent to people who had been out before. */
  afterReturn: number;
}

interface Person {
  readonly phone: string;
  readonly ours: string;
  readonly village: number;
  readonly life: Life;
  isOut: boolean;
  hasReturned: boolean;
  /** Stops in other words than the carrier's, each of which is confirmed once: the only text that may follow a STOP. */
  confirmations: number;
}

const WINDOW_MINUTES = 240;
const MINUTE = 60_000;
/** All of the United Kingdom's numbers for drama; the businesses' own come first. */
const phoneAt = (n: number) => `+${447_700_900_000 + n}`;

export async function playCrowd(db: TestDatabase, crowd: Crowd, tally: Tally): Promise<Complaint[]> {
  const people = await settle(db, crowd);
  const byPhone = new Map(people.map((person) => [person.phone, person]));
  const clock = turnedClock(tomorrowAtNoon());
  const engine = engineOn(db.engine, { clock });
  const carrier = testCarrier();
  const tools = keepToolsFor(db.engine, engine, carrier, { segmentsPerSecond: Number.POSITIVE_INFINITY });
  const complaints: Complaint[] = [];
  const complain = (phone: string, about: string) =>
    complaints.push({
      village: byPhone.get(phone)?.village ?? 0,
      about: `${byPhone.get(phone)?.life.who} ${about}`,
    });

  const keep = async (lanes: readonly string[]) => {
    const from = carrier.sent.length;
    await Promise.all(lanes.map((lane) => keepLane(lane, tools)));
    for (const { to, body } of carrier.sent.slice(from)) {
      const person = byPhone.get(to);
      tally.texts += 1;
      if (person?.hasReturned) tally.afterReturn += 1;
      const isConfirmation = body.startsWith("You won't get any more texts");
      if (person && isConfirmation) person.confirmations -= 1;
      if (person && person.confirmations < 0)
        complain(to, 'was sent more confirmations than there were stops');
      if (person?.isOut && !isConfirmation) complain(to, `was sent ${JSON.stringify(body)} after STOP`);
    }
  };
  const lanes = [ONBOARDING_NUMBER, ...crowd.villages.map((_, n) => phoneAt(n))].map(senderLane);

  for (let round = 0; round < ROUNDS; round += 1) {
    const outThroughout = people.filter((one) => one.isOut && !starts(one.life.rounds[round] ?? []));
    const [{ last = 0 } = {}] = await db.sql<
      { last: number }[]
    >`SELECT coalesce(max(seq), 0)::int AS last FROM outbox`;
    await Promise.all(
      people.flatMap((one) =>
        (one.life.rounds[round] ?? []).map((act) => engine.advance(deliver(one, act, clock.now()))),
      ),
    );
    for (const one of people) live(one, one.life.rounds[round] ?? []);
    await fireDueTimers(db.engine, engine.advance, clock.now());
    for (const phone of await promisedAnew(db, last, outThroughout))
      complain(phone, 'was promised a text after STOP');
    for (const phone of await disagreeing(db, people))
      complain(phone, 'is out in the table or in the history, not in both');
    // Every other lane keeps its promises now, so that some texts are still promised when a STOP arrives.
    await keep(lanes.filter((_, n) => (n + round) % 2 === 0));
    clock.turn((crowd.pauses[round] ?? 0) * MINUTE);
  }
  await keep(lanes);
  for (const phone of await textedBackTooOften(db))
    complain(phone, 'was texted back twice within the window');
  const [counted] = await db.sql<{ suppressed: number; text_backs: number }[]>`
    SELECT count(*) FILTER (WHERE status = 'suppressed')::int AS suppressed,
      count(*) FILTER (WHERE payload ->> 'text' = 'textBack')::int AS text_backs FROM outbox`;
  tally.suppressed += counted?.suppressed ?? 0;
  tally.textBacks += counted?.text_backs ?? 0;
  return complaints;
}

/** An empty database with the crowd's businesses in it. */
async function settle({ sql }: TestDatabase, { villages }: Crowd): Promise<Person[]> {
  await sql`TRUNCATE organizations, conversations, transitions, timers, outbox, outbox_lanes, consents, inbound_events,
    messages, enquiries, calls, conversation_usage, phone_numbers CASCADE`;
  await ownOnboardingNumber(sql);
  let next = villages.length;
  const people = villages.flatMap((village, n) =>
    village.map((life): Person => {
      const ours = life.who === 'stranger' ? ONBOARDING_NUMBER : phoneAt(n);
      return {
        phone: phoneAt(next++),
        ours,
        village: n,
        life,
        isOut: false,
        hasReturned: false,
        confirmations: 0,
      };
    }),
  );
  const businesses = people.filter(({ life }) => life.who === 'owner');
  const rows = JSON.stringify(businesses.map(({ phone, ours }) => ({ phone, ours })));
  await sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at,
      monthly_conversation_limit, text_back_window_minutes)
    SELECT ours, 'ABC Plumbing', phone, phone, ours, true, now(), 100000, ${WINDOW_MINUTES}
    FROM json_to_recordset(${rows}::text::json) AS x(phone text, ours text)`;
  await sql`
    INSERT INTO phone_numbers (phone_e164, role, voice_mode, status, org_id)
    SELECT ours, 'OPERATIONAL', 'forwarded_in', 'ASSIGNED', ours
    FROM json_to_recordset(${rows}::text::json) AS x(phone text, ours text)`;
  return people;
}

function deliver({ phone, ours }: Person, act: Act, at: Date): Delivery {
  const text = textFrom(phone, act.does === 'text' ? act.body : '', { to: ours, at });
  if (act.does === 'text') return text;
  const callSid = newSid();
  return { ...text, occurrence: { kind: 'call', callSid, from: parsePhone(phone), forwardedFrom: null } };
}

const starts = (acts: readonly Act[]) => acts.some((act) => act.does === 'text' && act.means === 'start');

/** What the acts mean for consent, told apart from the code that is tested. */
function live(person: Person, acts: readonly Act[]): void {
  for (const act of acts) {
    if (act.does !== 'text' || act.means === 'other') continue;
    if (act.means === 'start' && person.isOut) person.hasReturned = true;
    if (act.means === 'stop' && !person.isOut && !/^(?:stop\.?|unsubscribe)$/i.test(act.body))
      person.confirmations += 1;
    person.isOut = act.means === 'stop';
  }
}

/** Whoever was out all the while and was promised a text that is not suppressed: the first of the two gates failed. */
async function promisedAnew({ sql }: TestDatabase, last: number, out: readonly Person[]): Promise<string[]> {
  const rows = await sql<{ phone: string }[]>`
    SELECT DISTINCT recipient AS phone FROM outbox
    WHERE seq > ${last} AND kind = 'sendText' AND status <> 'suppressed'
      AND recipient = ANY(${out.map(({ phone }) => phone)})`;
  return rows.map(({ phone }) => phone);
}

async function disagreeing({ sql }: TestDatabase, people: readonly Person[]): Promise<string[]> {
  const rows = await sql<{ phone: string }[]>`SELECT DISTINCT phone FROM consents WHERE is_opted_out`;
  const out = new Set(rows.map(({ phone }) => phone));
  return people.filter(({ phone, isOut }) => out.has(phone) !== isOut).map(({ phone }) => phone);
}

/** Read in the journal, which knows when each step was taken. */
async function textedBackTooOften({ sql }: TestDatabase): Promise<string[]> {
  const rows = await sql<{ phone: string }[]>`
    WITH backs AS (
      SELECT c.their_number AS phone, t.at, lag(t.at) OVER (PARTITION BY c.id ORDER BY t.step) AS before
      FROM transitions t JOIN conversations c ON c.id = t.conversation_id
      WHERE t.effects @> '[{"type": "sendText", "params": {"text": "textBack"}}]'
    )
    SELECT DISTINCT phone FROM backs WHERE at < before + make_interval(mins => ${WINDOW_MINUTES})`;
  return rows.map(({ phone }) => phone);
}

/** Later than the server's own clock, so that default times are past, and at an hour at which texts may leave. */
function tomorrowAtNoon(): string {
  const tomorrow = new Date(Date.now() + 24 * 60 * MINUTE);
  return `${tomorrow.toISOString().slice(0, 10)}T12:00:00.000Z`;
}
