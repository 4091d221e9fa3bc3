/** The inbox: what arrives, how it is stored, retried, replayed, and kept while the database is away. */
export { acceptThrough } from './accept.ts';
export type {
  Advance,
  Called,
  CallOccurrence,
  CallReport,
  CallReportOccurrence,
  CallTerms,
  Delivery,
  Handled,
  Occurrence,
  Outcome,
  Recording,
} from './delivery.ts';
export { laneOf, PROVIDERS } from './delivery.ts';
export type { Spooled } from './spool/line.ts';
export { type SpoolSize, spoolSize } from './spool/size.ts';
export { openSpool, type Spool, type TakeSpooled } from './spool/spool.ts';
export { findStored, listStored, overdueLanes, replay, type StoredEvent } from './stored.ts';
export { closeUnmatched, keepUnmatched, listUnmatched } from './unmatched.ts';
