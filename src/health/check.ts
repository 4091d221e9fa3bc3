/** What a check of the service's health is: it looks at one thing, changes nothing, and says what to do about it. */
import type { Queries } from '../platform/database/index.ts';

/** `error`: somebody is not served. `warning`: somebody will not be. */
export type Severity = 'error' | 'warning';

export interface Finding {
  readonly severity: Severity;
  /** One sentence. Never a phone number of a customer: it goes to a chat. */
  readonly what: string;
  /** The command or the act that puts it right. */
  readonly remedy: string;
  /** How many there are of it. */
  readonly count: number;
  /** Ids to begin with; not all of them. */
  readonly examples?: readonly string[];
}

export interface CheckTools {
  /** As role `jobrun_engine`. */
  readonly sql: Queries;
  readonly now: Date;
  readonly poolLowWater: number;
}

export interface HealthCheck {
  /** Also the name of its alert. */
  readonly name: string;
  /** Resolves to null when all is well. Rejects when it could not look. */
  readonly run: (tools: CheckTools) => Promise<Finding | null>;
}

/** Examples in a finding: enough to begin with. */
export const MOST_EXAMPLES = 5;

export const secondsBefore = (now: Date, seconds: number) => new Date(now.getTime() - seconds * 1_000);
