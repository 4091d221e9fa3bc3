/** What a check has to say. */

import type { Sql } from '../../../src/platform/database/index.ts';
import type { Simulator } from '../../../src/simulator/index.ts';
import type { SentList } from '../calling/index.ts';
import type { NetworkRecord } from '../record.ts';

export interface CheckTools {
  readonly sql: Sql;
  readonly simulator: Simulator;
  readonly record: NetworkRecord;
  /** What the businesses' programs sent. */
  readonly lists: readonly SentList[];
}

export interface Finding {
  /** A promise that was broken, in words. */
  readonly claim: string;
  readonly examples: readonly string[];
}

/** What is not a fault but is counted and shown: the limits of what can be known. */
export interface Counted {
  readonly what: string;
  readonly count: number;
}

export interface Checked {
  readonly broken: readonly Finding[];
  readonly counted: readonly Counted[];
}

/** Broken only when there are examples of it. */
export function unless(claim: string, examples: readonly string[]): Finding[] {
  return examples.length === 0 ? [] : [{ claim, examples }];
}
