/** The service's health: checks that doctor and alarms share, readiness, and what a scrape measures. */
export type { CheckTools, Finding, HealthCheck, Severity } from './check.ts';
export { checks } from './checks/index.ts';
export { createGauges, type GaugeTools } from './gauges.ts';
export { createReadiness, type Readiness, type ReadinessTools } from './readiness.ts';
export { findClockSkew } from './thorough/clock-skew.ts';
export { findPendingMigrations } from './thorough/migrations.ts';
export { findSpooled } from './thorough/spool.ts';
export { findStranded } from './thorough/stranded.ts';
