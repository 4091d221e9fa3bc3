/** What an allocation answers, exactly as the documents show it, and how it is logged. Kept apart because three verbs share it. */
import type { DocumentedLine } from '../platform/log.ts';
import type { PhoneE164 } from '../values/phone.ts';

export type AllocationResult =
  | {
      readonly success: true;
      readonly phoneE164: PhoneE164;
      readonly reason: 'ALLOCATED' | 'ALREADY_ASSIGNED';
      readonly clientId: string;
    }
  | {
      readonly success: false;
      readonly reason: 'POOL_EMPTY' | 'CLIENT_NOT_FOUND';
      readonly clientId: string;
    };

export interface AllocationOptions {
  /** Takes the documented log lines in their order; whoever calls writes them once the work is committed. */
  readonly say: (line: DocumentedLine) => void;
  readonly now: Date;
}

/** The lines of one allocation, to the byte (test plan of the pool, scenarios 2 to 4). */
export function documentedLines(result: AllocationResult, now: Date): DocumentedLine[] {
  const { clientId } = result;
  const timestamp = now.toISOString();
  return [
    { line: '📞 [POOL] Allocating Twilio number' },
    { line: `   Client ID: ${clientId}` },
    ...outcomeLines(result, timestamp),
  ];
}

function outcomeLines(result: AllocationResult, timestamp: string): DocumentedLine[] {
  const { clientId, reason } = result;
  switch (reason) {
    case 'ALLOCATED': {
      const { phoneE164 } = result;
      return [
        { line: `📞 [POOL] Selected number: ${phoneE164}` },
        { line: '✅ [POOL] Number assigned successfully' },
        { line: `   Client: ${clientId}` },
        { line: `   Number: ${phoneE164}` },
        { line: 'POOL_ALLOCATION_SUCCESS', fields: { clientId, phoneE164, timestamp } },
      ];
    }
    case 'ALREADY_ASSIGNED':
      return [{ line: `✅ [POOL] Client already has number (idempotent): ${result.phoneE164}` }];
    case 'POOL_EMPTY':
      return [
        { line: '❌ [POOL] POOL_EMPTY - No available numbers', level: 'warn' },
        { line: 'POOL_EMPTY', level: 'warn', fields: { clientId, timestamp } },
      ];
    case 'CLIENT_NOT_FOUND':
      return [{ line: '❌ [POOL] CLIENT_NOT_FOUND', level: 'error', fields: { clientId, timestamp } }];
    default:
      return reason satisfies never;
  }
}
