/** Which number and which agent an organization calls with: those that are named, if they are its own, else its own. */
import type { Queries } from '../platform/database/index.ts';
import type { CountryCode } from '../values/phone.ts';
import { mayCallAtAll } from './terms.ts';
import type { CallRefusal, CallTopic, OutboundTools } from './types.ts';

export interface Topic {
  readonly ourNumber: string;
  readonly agentId: string;
  /** Of numbers that are written without a country. */
  readonly country: CountryCode;
  readonly consentPolicy: 'vouched' | 'recorded';
}

export type TopicOutcome =
  | ({ readonly kind: 'known' } & Topic)
  | {
      readonly kind: 'refused';
      readonly reason: Exclude<CallRefusal, 'bad_phone' | 'do_not_call' | 'no_consent'>;
    };

const COUNTRIES: Readonly<Record<string, CountryCode>> = { UK: 'GB', US: 'US', CA: 'CA', IE: 'IE', TR: 'TR' };

interface TopicRow {
  readonly region: string;
  readonly own_number: string | null;
  readonly is_own_number: boolean;
  readonly own_agent: string | null;
  readonly is_own_agent: boolean;
  readonly consent_policy: 'vouched' | 'recorded' | null;
}

/** `sql` may be a transaction: then nothing else of the pool is needed while it is open. */
type TopicTools = Pick<OutboundTools, 'terms' | 'defaultCountry'> & { readonly sql: Queries };

/** The flags first: while calls are switched off nobody learns whose number is whose. */
export async function resolveTopic(
  { sql, terms, defaultCountry }: TopicTools,
  topic: CallTopic,
): Promise<TopicOutcome> {
  const allowed = mayCallAtAll(terms, topic.orgId);
  if (allowed !== 'allowed') return { kind: 'refused', reason: allowed };
  const row = await readTopic(sql, topic);
  if (!row) return { kind: 'refused', reason: 'not_canary' };
  if (topic.ourNumber !== undefined && !row.is_own_number)
    return { kind: 'refused', reason: 'foreign_number' };
  // The product's own agent is everybody's.
  const isProducts = topic.agentId === terms.defaultAgentId;
  if (topic.agentId !== undefined && !row.is_own_agent && !isProducts) {
    return { kind: 'refused', reason: 'foreign_agent' };
  }
  const ourNumber = topic.ourNumber ?? row.own_number;
  if (ourNumber === null) return { kind: 'refused', reason: 'no_number' };
  const agentId = topic.agentId ?? row.own_agent ?? terms.defaultAgentId;
  if (agentId === null) return { kind: 'refused', reason: 'no_agent' };
  const country = COUNTRIES[row.region.toUpperCase()] ?? defaultCountry;
  return { kind: 'known', ourNumber, agentId, country, consentPolicy: row.consent_policy ?? 'vouched' };
}

async function readTopic(
  sql: Queries,
  { orgId, callType, ourNumber, agentId }: CallTopic,
): Promise<TopicRow | null> {
  const [row] = await sql<TopicRow[]>`
    SELECT o.region, o.twilio_number AS own_number, s.consent_policy,
      coalesce(o.twilio_number = ${ourNumber ?? null} OR EXISTS (SELECT FROM phone_numbers n
        WHERE n.phone_e164 = ${ourNumber ?? null} AND n.org_id = o.id), false) AS is_own_number,
      coalesce((SELECT d.agent_id FROM voice_agent_defaults d JOIN voice_agents a ON a.id = d.agent_id
          AND a.org_id = d.org_id WHERE d.org_id = o.id AND d.call_type = ${callType}),
        (SELECT a.id FROM voice_agents a WHERE a.org_id = o.id AND a.is_default)) AS own_agent,
      EXISTS (SELECT FROM voice_agents a WHERE a.id = ${agentId ?? null} AND a.org_id = o.id) AS is_own_agent
    FROM organizations o LEFT JOIN outbound_settings s ON s.org_id = o.id WHERE o.id = ${orgId}`;
  return row ?? null;
}
