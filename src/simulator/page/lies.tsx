/** The panel of the lies: what goes wrong on the wire, how often, and what whoever started the simulator adds to it. */
import { Hono } from 'hono';
import { z } from 'zod';
import { allLies, type LieKind, lieKinds } from '../lies/index.ts';
import type { PanelExtras } from '../options.ts';
import { href, type Page, type Place } from './context.ts';
import { Region } from './region.tsx';

const groups: readonly { readonly name: string; readonly kinds: readonly LieKind[] }[] = [
  { name: 'Drop', kinds: ['webhook_drop', 'webhook_cut'] },
  { name: 'Repeat', kinds: ['webhook_repeat'] },
  { name: 'Delay', kinds: ['webhook_delay', 'webhook_reorder'] },
  { name: 'API', kinds: allLies.filter((kind) => kind.startsWith('api_')) },
  { name: 'Receipts', kinds: allLies.filter((kind) => kind.startsWith('receipt_')) },
  { name: 'Stripe', kinds: allLies.filter((kind) => kind.startsWith('stripe_')) },
  { name: 'ElevenLabs', kinds: allLies.filter((kind) => kind.startsWith('elevenlabs_')) },
];
const rates = [0, 0.05, 0.2, 0.5, 1];

const percent = (rate: number) => (rate === 0 ? 'Off' : `${Math.round(rate * 100)}%`);
const pressed = (is: boolean) => (is ? 'true' : 'false');

export function LiesPanel({ page, place }: { page: Page; place: Place }) {
  const { panel } = page.world.settings;
  return (
    <section class="card lies" aria-label="Lies">
      <details data-testid="lies">
        <summary>
          <LiesTold page={page} place={place} />
        </summary>
        <LiesSwitches page={page} place={place} />
        {panel ? <Extras panel={panel} place={place} /> : null}
      </details>
    </section>
  );
}

export function LiesTold({ page, place }: { page: Page; place: Place }) {
  const { setting, counts } = page.world.lies.control;
  return (
    <Region id="lies-told" topics={['lies']} place={place}>
      <h2>
        Lies
        <small>
          {percent(setting.rate)} · seed {setting.seed} ·{' '}
          <span data-testid="told">{sumOf(counts(), allLies)}</span> told
        </small>
      </h2>
    </Region>
  );
}

export function LiesSwitches({ page, place }: { page: Page; place: Place }) {
  const { setting, counts } = page.world.lies.control;
  return (
    <Region id="lies-switches" topics={['lies']} place={place}>
      <form class="rates" hx-post="/page/lies" hx-swap="none" aria-label="How much goes wrong">
        {rates.map((rate) => (
          <button
            type="submit"
            name="rate"
            value={String(rate)}
            aria-pressed={pressed(rate === setting.rate)}
          >
            {percent(rate)}
          </button>
        ))}
      </form>
      <form class="kinds" hx-post="/page/lies" hx-swap="none" aria-label="What goes wrong">
        {groups.map(({ name, kinds }) => (
          <button
            type="submit"
            name="group"
            value={name}
            aria-pressed={pressed(kinds.some((kind) => setting.kinds.includes(kind)))}
            title={kinds.map((kind) => lieKinds[kind]).join('; ')}
          >
            {name} <small>{sumOf(counts(), kinds)}</small>
          </button>
        ))}
      </form>
    </Region>
  );
}

function sumOf(counts: Readonly<Partial<Record<LieKind, number>>>, kinds: readonly LieKind[]): number {
  return kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
}

/** The counters ask for themselves: they may take a query, and the page must not wait for them. */
function Extras({ panel, place }: { panel: PanelExtras; place: Place }) {
  return (
    <>
      <dl
        id="lies-counters"
        class="counters"
        hx-get={href(place, {}, '/page/lies-counters')}
        hx-trigger="load, every 2s"
        hx-swap="innerMorph"
      />
      <form
        class="kinds"
        hx-post="/page/lies/act"
        hx-target="#lies-counters"
        hx-swap="innerMorph"
        aria-label="What else can be done"
        {...refusals}
      >
        {panel.actions.map(({ label }) => (
          <button type="submit" name="label" value={label}>
            {label}
          </button>
        ))}
      </form>
      <div id="lies-trouble" role="alert" />
    </>
  );
}

const refusals = { 'hx-status:422': 'target:#lies-trouble swap:innerHTML' };

export async function LiesCounters({ page }: { page: Page }) {
  const counters = (await page.world.settings.panel?.counters()) ?? [];
  return (
    <>
      {counters.map(({ label, value }) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </>
  );
}

const change = z.object({ rate: z.coerce.number().optional(), group: z.string().optional() });

export function lieActRoutes(page: Page): Hono {
  const { control } = page.world.lies;
  const app = new Hono();
  app.post('/', async (c) => {
    const { rate, group } = change.parse(await c.req.parseBody());
    if (rate !== undefined) control.set({ rate });
    const switched = groups.find(({ name }) => name === group)?.kinds;
    if (switched) control.set({ kinds: turned(control.setting.kinds, switched) });
    return c.body(null, 204);
  });
  app.post('/act', async (c) => {
    const { label } = await c.req.parseBody();
    await page.world.settings.panel?.actions.find((action) => action.label === label)?.run();
    return c.html(<LiesCounters page={page} />);
  });
  app.onError((error, c) => c.html(<p>{error.message}</p>, 422));
  return app;
}

/** A group is on when any of its kinds is; pressing it turns all of them. */
function turned(on: readonly LieKind[], group: readonly LieKind[]): LieKind[] {
  const others = on.filter((kind) => !group.includes(kind));
  return group.some((kind) => on.includes(kind)) ? others : [...others, ...group];
}
