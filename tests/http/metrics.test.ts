/** What a scrape sees, who may scrape, and what the two health doors answer. */
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGauges } from '../../src/health/index.ts';
import { freePort } from '../../src/platform/free-port.ts';
import { boundedLabel, registry } from '../../src/platform/metrics/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Doors, openDoors, WEBHOOK_TOKENS } from '../support/doors.ts';
import { promiseText } from '../support/promises.ts';
import { wireTo } from '../support/wire.ts';

const TOKEN = 'a-token-of-the-scraper';
const PRODUCTION = {
  NODE_ENV: 'production',
  PUBLIC_BASE_URL: 'https://jobrun.test',
  TWILIO_WEBHOOK_AUTH_TOKEN: WEBHOOK_TOKENS[0],
};
let db: TestDatabase;
let doors: Doors;
beforeAll(async () => {
  db = await cloneDatabase();
  doors = await openDoors(db.url, { METRICS_TOKEN: TOKEN });
});
afterAll(async () => {
  await doors?.close();
  await db?.drop();
});

const scrape = (from: Doors = doors, authorization = `Bearer ${TOKEN}`) =>
  from.services.app.request('/metrics', { headers: { authorization } });
const sampleOf = (text: string, series: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length) ?? Number.NaN,
  );

test('a text is counted and timed, and no series names a phone, an organization or a path as it was called', async () => {
  const owner = '+447700900931';
  const series = 'jobrun_inbound_events_total{kind="text",outcome="stepped"}';
  const before = sampleOf(await registry.metrics(), series) || 0;
  expect((await doors.text(owner, 'Plumber from London')).status).toBe(200);
  await doors.services.app.request('/pay/somebodys-secret-token');
  await doors.services.app.request('/wp-login.php');
  const response = await scrape();
  expect(response.headers.get('content-type')).toContain('text/plain');
  const text = await response.text();
  expect(sampleOf(text, series)).toBe(before + 1);
  expect(text).toMatch(
    /http_request_duration_seconds_count\{method="POST",route="\/api\/twilio\/sms",status="200"\} \d/,
  );
  expect(text).toMatch(
    /http_request_duration_seconds_count\{method="GET",route="\/pay\/:token",status="404"\}/,
  );
  expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="none",status="404"\}/);
  expect(text).toMatch(/jobrun_step_duration_seconds_count\{machine="onboarding"\} [1-9]/);
  expect(text).toMatch(/process_resident_memory_bytes \d/);
  expect(text).toMatch(/nodejs_eventloop_lag_seconds \d/);
  expect(text).not.toMatch(/447700900931|somebodys-secret-token|wp-login|[0-9a-f]{8}-[0-9a-f]{4}-7/);
});

test('what stands in the database is measured, and what there is none of is 0', async () => {
  await db.sql`DELETE FROM outbox`;
  await promiseText(db.sql, { to: '+447700900932', at: new Date(Date.now() - 90_000) });
  await db.sql`INSERT INTO phone_numbers (phone_e164) VALUES ('+447700900933'), ('+447700900934')`;
  await createGauges({ sql: db.engine, spoolFolder: '/nowhere' })();
  const text = await registry.metrics();
  expect(sampleOf(text, 'jobrun_database_up')).toBe(1);
  expect(sampleOf(text, 'jobrun_outbox_promises{state="due"}')).toBe(1);
  expect(sampleOf(text, 'jobrun_outbox_promises{state="unknown"}')).toBe(0);
  expect(sampleOf(text, 'jobrun_outbox_oldest_seconds{state="due"}')).toBeGreaterThan(89);
  expect(sampleOf(text, 'jobrun_pool_numbers{state="available"}')).toBe(2);
  expect(sampleOf(text, 'jobrun_inbox_events{state="dead"}')).toBe(0);
  expect(sampleOf(text, 'jobrun_messages_open{state="promised"}')).toBeGreaterThan(0);
  expect(sampleOf(text, 'jobrun_spool_bytes{state="waiting"}')).toBe(0);
});

test('many scrapes at once are one look, and a database that is silent is given up in time', async () => {
  const wire = await wireTo(db.url);
  const cut = await openDoors(wire.url, { METRICS_TOKEN: TOKEN });
  try {
    expect((await scrape(cut)).status).toBe(200);
    wire.silence();
    const startedAt = performance.now();
    const measure = createGauges({ sql: cut.services.sql, spoolFolder: '/nowhere' });
    await Promise.all([measure(), measure(), measure()]);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    const text = await registry.metrics();
    expect(sampleOf(text, 'jobrun_database_up')).toBe(0);
    expect(text).not.toMatch(/^jobrun_outbox_promises\{/m);
  } finally {
    await wire.cut();
    await cut.close();
    await wire.close();
  }
});

test('a wrong token, none, or another scheme opens nothing', async () => {
  for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN}x`]) {
    const response = await scrape(doors, authorization);
    expect([authorization, response.status]).toEqual([authorization, 401]);
    expect(await response.text()).toBe('Unauthorized');
  }
});

test('without a token: nobody in production, elsewhere this machine and no proxy', async () => {
  const production = await openDoors(db.url, PRODUCTION);
  const development = await openDoors(db.url);
  const server = { production: await listen(production), development: await listen(development) };
  try {
    expect((await fetch(server.production.url)).status).toBe(404);
    expect((await fetch(server.development.url)).status).toBe(200);
    const handedOn = { headers: { 'x-forwarded-for': '203.0.113.9' } };
    expect((await fetch(server.development.url, handedOn)).status).toBe(404);
    expect((await development.services.app.request('/metrics')).status).toBe(404);
  } finally {
    await Promise.all([server.production.close(), server.development.close()]);
    await Promise.all([production.close(), development.close()]);
  }
});

async function listen({ services }: Doors) {
  const port = await freePort();
  const server = serve({ fetch: services.app.fetch, port, hostname: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${port}/metrics`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test('labels that others decide end in `other`', () => {
  const label = boundedLabel(2);
  expect(['30007', '30008', '30007', '30034', 'x'.repeat(99)].map(label)).toEqual([
    '30007',
    '30008',
    '30007',
    'other',
    'other',
  ]);
});

test('/readyz tells why not: a migration is missing, the service stops; /healthz asks nobody', async () => {
  const other = await cloneDatabase();
  const late = await openDoors(other.url);
  const ready = async () => {
    const response = await late.services.app.request('/readyz');
    return [response.status, await response.json()];
  };
  try {
    const [last] = await other.sql<{ id: number; hash: string; created_at: string }[]>`
      DELETE FROM drizzle.__drizzle_migrations WHERE id = (SELECT max(id) FROM drizzle.__drizzle_migrations)
      RETURNING id, hash, created_at`;
    const checks = { database: 'ok', migrations: 'pending', spool: 'empty', service: 'running' };
    expect(await ready()).toEqual([503, { status: 'not ready', checks }]);
    await other.sql`INSERT INTO drizzle.__drizzle_migrations ${other.sql(last ?? {})}`;
    expect(await ready()).toEqual([200, { status: 'ready', checks: { ...checks, migrations: 'applied' } }]);
    late.services.announceStop();
    expect(await ready()).toEqual([
      503,
      { status: 'not ready', checks: { ...checks, migrations: 'applied', service: 'stopping' } },
    ]);
    expect(await (await late.services.app.request('/healthz')).json()).toEqual({ status: 'ok' });
  } finally {
    await late.close();
    await other.drop();
  }
});
