/** One trace from the webhook to the send, seen by a real OTLP receiver; and nothing at all while nobody collects. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ONBOARDING_NUMBER, openStage, type Stage } from '../../scripts/support/stage.ts';
import { activeTraceParent, inSpan, openTracing, underTrace } from '../../src/platform/tracing/index.ts';
import { parseTraceParent, toTraceParent } from '../../src/platform/tracing/trace-parent.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

let db: TestDatabase;
let receiver: Receiver;
let stage: Stage | undefined;

beforeAll(async () => {
  db = await cloneDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  await stage?.close();
  await receiver?.close();
  await db?.drop();
});

/** OTLP/HTTP in JSON, as far as it matters here (opentelemetry-proto, `trace/v1/trace.proto`). */
const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().default(''),
              name: z.string(),
              attributes: z.array(attribute).default([]),
            }),
          ),
        }),
      ),
    }),
  ),
});
const spans = () =>
  receiver.received.flatMap(({ body }) =>
    exported.parse(body).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
  );

test('while nobody collects: the work is called without a span, and no promise names a trace', async () => {
  await inSpan('nothing', {}, async (span) => {
    expect(span).toBeNull();
    expect(activeTraceParent()).toBeNull();
  });
  stage = await openStage({ databaseUrl: db.url });
  await stage.connectNumbers();
  const owner = stage.simulator.network.phone('+447700900961');
  owner.text(ONBOARDING_NUMBER, 'Plumber from London');
  await owner.waitForText(/business/i, { timeoutMs: 5_000 });
  expect(await db.sql`SELECT FROM outbox WHERE trace_parent IS NOT NULL`).toHaveLength(0);
  await stage.close();
  stage = undefined;
});

test('a text, its step, the promise and Twilio’s API stand in one trace, without a number or a word of the text', async () => {
  stage = await openStage({
    databaseUrl: db.url,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=one%20two,x-other=3',
    },
  });
  await stage.connectNumbers();
  const owner = stage.simulator.network.phone('+447700900962');
  owner.text(ONBOARDING_NUMBER, 'Electrician from Leeds');
  await owner.waitForText(/business/i, { timeoutMs: 5_000 });
  const sent = await until(() => spans().find(({ name }) => name === 'keep sendText'));
  const trace = await until(() => {
    const all = spans().filter(({ traceId }) => traceId === sent.traceId);
    return all.some(({ name }) => name === 'POST /api/twilio/sms') && all;
  });
  const parentOf = (name: string) => {
    const child = trace.find((one) => one.name === name);
    return trace.find(({ spanId }) => spanId === child?.parentSpanId)?.name;
  };
  expect(parentOf('twilio POST')).toBe('keep sendText');
  expect(parentOf('keep sendText')).toBe('advance text');
  expect(parentOf('advance text')).toBe('POST /api/twilio/sms');
  expect(parentOf('POST /api/twilio/sms')).toBeUndefined();

  const [promise] = await db.sql<{ trace_parent: string }[]>`
    SELECT trace_parent FROM outbox WHERE recipient = ${owner.number}`;
  expect(promise?.trace_parent).toContain(sent.traceId);
  expect(JSON.stringify(receiver.received.map(({ body }) => body))).not.toMatch(
    /7700900962|Electrician|webhook_token/,
  );
  expect(receiver.received[0]).toMatchObject({
    path: '/v1/traces',
    headers: { 'x-collector-key': 'one two', 'x-other': '3' },
  });
});

test('after the end nothing is collected any more, and what waited was sent', async () => {
  await stage?.close();
  stage = undefined;
  const before = receiver.received.length;
  const end = await openTracing({
    ...{ endpoint: `${receiver.url}/`, headers: {}, serviceName: 'a test', environment: 'test' },
  });
  const failed = inSpan('fails', {}, () => Promise.reject(new Error('secret words')));
  await expect(failed).rejects.toThrow('secret words');
  await end();
  expect(receiver.received.length).toBe(before + 1);
  expect(JSON.stringify(receiver.received.at(-1)?.body)).toContain('a test');
  expect(JSON.stringify(receiver.received.at(-1)?.body)).not.toContain('secret words');
  await inSpan('after', {}, async (span) => expect(span).toBeNull());
});

test('a stored place is read back, and anything else is no place', async () => {
  const line = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const place = parseTraceParent(line);
  expect(place && toTraceParent(place)).toBe(line);
  for (const wrong of [
    '',
    'x',
    line.toUpperCase(),
    line.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
  ]) {
    expect(parseTraceParent(wrong)).toBeNull();
    expect(await underTrace(wrong, async () => 'done')).toBe('done');
  }
});
