/** What the doors of the API work with, and what a request carries once it was admitted. */
import type { Env } from 'hono';
import type { OutboundTools } from '../../outbound/index.ts';

export interface ApiTools {
  readonly outbound: OutboundTools;
}

/** Two a second, of each key: a program that wants more calls than that sends a batch. */
export const REQUESTS_PER_MINUTE = 120;

export interface ApiEnv extends Env {
  readonly Variables: {
    /** Whose key it is. */
    readonly orgId: string;
    /** Travels through the logs and back to the caller. */
    readonly requestId: string;
  };
}
