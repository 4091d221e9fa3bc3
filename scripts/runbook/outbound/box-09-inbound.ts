/** Box 9: an inbound call to an agent is recorded and rejected while the flag is off. */
import type { Scene } from '../player/script.ts';
import { inboundCall, rows } from '../player/steps.ts';
import { CALLER, NUMBER } from './people.ts';

export const inbound: Scene = {
  title: '[9] An inbound call is rejected',
  goal: 'inbound_disabled_v1 in the call log',
  steps: [
    inboundCall({ caller: CALLER, number: NUMBER }),
    rows(
      'recorded',
      `SELECT "callId", status, summary
FROM "CallLog"
WHERE status = 'inbound_disabled_v1'
ORDER BY "createdAt" DESC
LIMIT 5;`,
      [{ callId: /./, status: 'inbound_disabled_v1', summary: /./ }],
      { withinMs: 20_000 },
    ),
  ],
};
