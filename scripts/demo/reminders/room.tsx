/**
 * The room "Reminders" of the demo: what a business would do with the API by a program of its own, by hand. It knows the
 * service by its HTTP API only.
 */
import { readFile } from 'node:fs/promises';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { PageRoom } from '../../../src/simulator/index.ts';
import { sendingWindow } from '../../../src/values/quiet-hours.ts';
import { BUSINESS_NAME, business, nameOf } from '../business.ts';
import type { DemoClock } from '../clock.ts';
import type { Api } from './api.ts';
import { BatchCard, CallCard } from './cards.tsx';
import { createDesk, type Desk } from './desk.ts';
import { BatchForm, CallForm, FIRST_WRITTEN, type Written } from './forms.tsx';
import { Answer, TurnTo } from './pieces.tsx';
import { cityOf, momentIn, readable } from './words.ts';

/** Where the business is, and by which the clock of the room is shown. */
const ZONE = 'Europe/London';
const MINUTE_MS = 60_000;
const TURNS = [
  ['+30 min', 30 * MINUTE_MS],
  ['+4 h', 4 * 60 * MINUTE_MS],
  ['+1 day', 24 * 60 * MINUTE_MS],
] as const;

export interface RoomOptions {
  readonly api: Api;
  readonly clock: DemoClock;
}

const field = z.string().trim().catch('');
const callFields = z.object({ phone: field, name: field, callType: field, consent: z.string().optional() });
const batchFields = z.object({
  ...{ campaignName: field, callType: field, csv: z.string().catch('') },
  file: z.instanceof(File).optional().catch(undefined),
});
const turn = z.object({ to: z.coerce.date() });

export function remindersRoom({ api, clock }: RoomOptions): PageRoom {
  const app = new Hono();
  const desk = createDesk(api);
  let written: Written = FIRST_WRITTEN;
  const asked = async (c: Context) => {
    await desk.look({ isPatient: true });
    return c.html(<Asked desk={desk} now={clock.now()} />);
  };

  app.get('/', async (c) => {
    await desk.look();
    return c.html(
      <div class="reminders">
        <ClockStrip clock={clock} />
        <section class="card" aria-label="Ask for calls">
          <h2>{BUSINESS_NAME}</h2>
          <p class="quiet">
            calls from {readable(business.number)}. Each button is a request of the API with the key{' '}
            <code>{api.keyBeginning()}…</code>
          </p>
          <CallForm written={written} isOpen={desk.entries().length === 0} />
          <BatchForm written={written} />
        </section>
        <Asked desk={desk} now={clock.now()} />
      </div>,
    );
  });
  app.get('/style.css', async (c) =>
    c.body(await readFile(new URL('./reminders.css', import.meta.url), 'utf8'), 200, {
      'content-type': 'text/css; charset=utf-8',
    }),
  );
  app.get('/asked', asked);
  app.get('/clock', (c) => c.html(<ClockStrip clock={clock} />));

  app.post('/clock', async (c) => {
    const { data } = turn.safeParse(await c.req.parseBody());
    if (data) clock.turnTo(data.to);
    return c.html(<ClockStrip clock={clock} />);
  });
  app.post('/calls', async (c) => {
    const { consent, ...fields } = callFields.parse(await c.req.parseBody());
    const { phone, callType } = fields;
    written = { ...written, ...fields };
    const name = fields.name || nameOf(phone);
    await desk.placeCall(name || phone || 'Nobody', {
      phoneNumber: phone,
      ...(name === '' ? {} : { name }),
      ...(callType === '' ? {} : { callType }),
      // Unticked: the business says that they have not agreed. Ticked it vouches, as it does without the field.
      ...(consent === undefined ? { consent: false } : {}),
    });
    return asked(c);
  });
  app.post('/batches', async (c) => {
    const { file, ...fields } = batchFields.parse(await c.req.parseBody());
    const { campaignName, callType } = fields;
    written = { ...written, ...fields };
    const csv = file && file.size > 0 ? await file.text() : fields.csv;
    await desk.startBatch(campaignName || 'A list', new URLSearchParams({ campaignName, callType }), csv);
    return asked(c);
  });
  app.post('/batches/:id/:what{cancel|retry}', async (c) => {
    await desk.act(c.req.param('id'), c.req.param('what') === 'cancel' ? 'cancel' : 'retry');
    return asked(c);
  });
  app.get('/batches/:id/results.csv', async (c) => {
    const batchId = desk.batch(c.req.param('id'))?.batchId;
    if (!batchId) return c.notFound();
    const { status, text } = await api.get(`/api/batch-calls/${batchId}/results`);
    if (status !== 200) return c.text(text, 502);
    return c.body(text, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="batch-${batchId}.csv"`,
    });
  });
  return { path: 'reminders', title: 'Reminders', app };
}

/** Asked again when something went over the wire, and from time to time: what waits for nothing but time makes no noise. */
function Asked({ desk, now }: { desk: Desk; now: Date }) {
  const trouble = desk.trouble();
  return (
    <div
      id="asked"
      class="asked-list"
      hx-get="/rooms/reminders/asked"
      hx-trigger="sim:log from:body delay:200ms, every 3s"
      hx-swap="outerMorph"
    >
      {trouble ? <Answer exchange={trouble} /> : null}
      {desk
        .entries()
        .map((entry) =>
          entry.kind === 'call' ? (
            <CallCard entry={entry} now={now} />
          ) : (
            <BatchCard entry={entry} now={now} />
          ),
        )}
    </div>
  );
}

/** The rule is the product's; what the demo can turn is the clock. */
function ClockStrip({ clock }: { clock: DemoClock }) {
  const now = clock.now();
  const window = sendingWindow(now, ZONE);
  const isAhead = clock.aheadMs() > 0;
  return (
    <section
      id="clock"
      class={window.isOpen ? 'card clock' : 'card clock night'}
      aria-label="The clock of the demo"
      hx-get="/rooms/reminders/clock"
      hx-trigger="every 15s"
      hx-swap="outerMorph"
    >
      <p class="now">
        <strong data-testid="clock">{momentIn(now, new Date(0), ZONE)}</strong> <span>in {cityOf(ZONE)}</span>
        {isAhead ? <span class="state">turned ahead</span> : null}
      </p>
      {window.isOpen ? null : (
        <div>
          <p>Nobody is rung there between 21:00 and 8:00. Calls wait for the morning, or for the clock.</p>
          <TurnTo moment={window.opensAt} now={now} timeZone={ZONE} />
        </div>
      )}
      <form
        hx-post="/rooms/reminders/clock"
        hx-target="#clock"
        hx-swap="outerMorph"
        aria-label="Turn the clock"
      >
        {TURNS.map(([words, byMs]) => (
          <button
            type="submit"
            class="button small"
            name="to"
            value={new Date(now.getTime() + byMs).toISOString()}
          >
            {words}
          </button>
        ))}
      </form>
    </section>
  );
}
