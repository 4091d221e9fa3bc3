/**
 * Everything that this process counts as it happens. No label ever holds a phone number, an organization or anything
 * else that grows with the customers. What stands in the database is measured when somebody asks (`health/gauges.ts`).
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One a process: that is what a scrape is about. */
export const registry = new Registry();
const registers = [registry];

/** 5 ms to 10 s: a text takes some milliseconds, and Twilio gives up after 15 s. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const httpSeconds = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'How long requests took, by route and status.',
  labelNames: ['method', 'route', 'status'],
  buckets: REQUEST_SECONDS,
  registers,
});
export const inboundEvents = new Counter({
  name: 'jobrun_inbound_events_total',
  help: 'Deliveries that the engine answered, by kind and by what became of them.',
  labelNames: ['kind', 'outcome'],
  registers,
});
export const spooledDeliveries = new Counter({
  name: 'jobrun_spooled_deliveries_total',
  help: 'Deliveries that went onto the disk because the database was away.',
  registers,
});
export const batchSize = new Histogram({
  name: 'jobrun_batch_deliveries',
  help: 'Deliveries in one transaction.',
  buckets: [1, 2, 5, 10, 20, 50, 100, 200],
  registers,
});
export const batchSeconds = new Histogram({
  name: 'jobrun_batch_duration_seconds',
  help: 'How long the transaction of a batch took, from BEGIN to COMMIT.',
  buckets: REQUEST_SECONDS,
  registers,
});
export const stepSeconds = new Histogram({
  name: 'jobrun_step_duration_seconds',
  help: 'How long one step of a machine took.',
  labelNames: ['machine'],
  buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25],
  registers,
});
export const promisesKept = new Counter({
  name: 'jobrun_promises_total',
  help: 'Attempts to keep a promise, by its kind and by what became of the attempt.',
  labelNames: ['kind', 'outcome'],
  registers,
});
export const providerErrors = new Counter({
  name: 'jobrun_provider_errors_total',
  help: 'What providers refused or left unanswered, by their own code.',
  labelNames: ['provider', 'code'],
  registers,
});
export const providerSeconds = new Histogram({
  name: 'jobrun_provider_request_duration_seconds',
  help: 'How long requests to providers took; status is the class of the answer, or `none`.',
  labelNames: ['provider', 'status'],
  buckets: REQUEST_SECONDS,
  registers,
});
export const messageMoves = new Counter({
  name: 'jobrun_messages_total',
  help: 'Texts by direction and by each status that they came to.',
  labelNames: ['direction', 'status'],
  registers,
});
export const consentRefusals = new Counter({
  name: 'jobrun_consent_refusals_total',
  help: 'Promises that were not kept because their recipient opted out, by kind.',
  labelNames: ['kind'],
  registers,
});
export const alertsRung = new Counter({
  name: 'jobrun_alerts_total',
  help: 'Alerts rung, by name.',
  labelNames: ['alert'],
  registers,
});
export const spoolBytes = new Gauge({
  name: 'jobrun_spool_bytes',
  help: 'Bytes of deliveries on this node’s disk: `waiting` for the database, or `rejected`.',
  labelNames: ['state'],
  registers,
});
