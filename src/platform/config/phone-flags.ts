/** What the service says about its voice calls when it starts: promised to the byte by the runbook for outbound calls. */
import type { DocumentedLine } from '../log.ts';
import type { Config } from './load.ts';

type PhoneFlags = Pick<
  Config,
  | 'PHONE_OUTBOUND_V1_ENABLED'
  | 'PHONE_INBOUND_ENABLED'
  | 'PHONE_OUTBOUND_V1_CLASSIFIER_MODE'
  | 'PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS'
>;

export function phoneFlagLines(flags: PhoneFlags): readonly DocumentedLine[] {
  const canary = flags.PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS;
  return [
    '[feature-flags] PHONE V1 startup config:',
    `  PHONE_OUTBOUND_V1_ENABLED     = ${flags.PHONE_OUTBOUND_V1_ENABLED}`,
    `  PHONE_INBOUND_ENABLED          = ${flags.PHONE_INBOUND_ENABLED}`,
    `  PHONE_OUTBOUND_V1_CLASSIFIER   = ${flags.PHONE_OUTBOUND_V1_CLASSIFIER_MODE}`,
    `  PHONE_OUTBOUND_V1_CANARY_IDS   = [${canary.join(', ')}] (${canary.length} entries)`,
  ].map((line) => ({ line }));
}
