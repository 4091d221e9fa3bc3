/** Metrics: what this process counts, in the words of Prometheus. */
export { boundedLabel } from './bounded.ts';
export { observeExchange } from './exchange.ts';
export { measureProcess } from './process.ts';
export * from './series.ts';
