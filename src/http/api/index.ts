/** The doors for an organization's own programs: calls and batches, by bearer key. */
import { Hono } from 'hono';
import { batchDoors } from './batches.ts';
import { callDoors } from './calls.ts';
import { testCallDoors } from './test-calls.ts';
import type { ApiEnv, ApiTools } from './tools.ts';

export type { ApiTools } from './tools.ts';

export function apiDoors(tools: ApiTools): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .route('/', testCallDoors(tools))
    .route('/', callDoors(tools))
    .route('/', batchDoors(tools));
}
