/** The agents that speak for an organization: which there are, and which one speaks where nobody names one. Set up by operators. */
import type { CallType } from '../../machines/call-outcome/labels.ts';
import type { Queries, Sql } from '../platform/database/index.ts';

export interface VoiceAgent {
  readonly id: string;
  readonly org_id: string;
  readonly name: string | null;
  readonly is_default: boolean;
  /** The kinds of call that are its own. */
  readonly speaks_for: readonly string[];
  readonly created_at: Date;
}

export async function listAgents(sql: Queries, orgId: string | null): Promise<readonly VoiceAgent[]> {
  return await sql<VoiceAgent[]>`
    SELECT a.id, a.org_id, a.name, a.is_default, a.created_at, ARRAY(SELECT d.call_type FROM voice_agent_defaults d
      WHERE d.org_id = a.org_id AND d.agent_id = a.id ORDER BY 1) AS speaks_for
    FROM voice_agents a WHERE ${orgId}::text IS NULL OR a.org_id = ${orgId} ORDER BY a.org_id, a.created_at, a.id`;
}

export interface NewAgent {
  /** The company's own id. */
  readonly agentId: string;
  readonly orgId: string;
  readonly name: string | null;
}

export type Added =
  /** The first one of an organization is its default. */
  | { readonly kind: 'added'; readonly isDefault: boolean }
  /** Its name is what was said now; without one it stays. */
  | { readonly kind: 'already' }
  | { readonly kind: 'no_organization' }
  /** It speaks for another organization: an agent's words are its owner's. */
  | { readonly kind: 'another_organizations'; readonly orgId: string };

export async function addAgent(sql: Sql, { agentId, orgId, name }: NewAgent): Promise<Added> {
  return await sql.begin(async (tx) => {
    if (!(await lockOrganization(tx, orgId))) return { kind: 'no_organization' };
    const [known] = await tx<{ org_id: string }[]>`SELECT org_id FROM voice_agents WHERE id = ${agentId}`;
    if (known && known.org_id !== orgId) return { kind: 'another_organizations', orgId: known.org_id };
    if (known) {
      await tx`UPDATE voice_agents SET name = coalesce(${name}, name) WHERE id = ${agentId}`;
      return { kind: 'already' };
    }
    const [row] = await tx<{ is_default: boolean }[]>`
      INSERT INTO voice_agents (id, org_id, name, is_default) SELECT ${agentId}, ${orgId}, ${name},
        NOT EXISTS (SELECT FROM voice_agents WHERE org_id = ${orgId} AND is_default)
      RETURNING is_default`;
    return { kind: 'added', isDefault: row?.is_default === true };
  });
}

export type Removed =
  | { readonly kind: 'removed'; readonly calls: number }
  /** So many calls wait for it to speak: only on request. */
  | { readonly kind: 'in_use'; readonly calls: number }
  | { readonly kind: 'unknown' };

/** What was queued with it is still made with it; what it has said stays on its calls. Its defaults go with it. */
export async function removeAgent(
  sql: Sql,
  agentId: string,
  { anyway }: { readonly anyway: boolean },
): Promise<Removed> {
  return await sql.begin(async (tx) => {
    const [agent] = await tx<
      { org_id: string }[]
    >`SELECT org_id FROM voice_agents WHERE id = ${agentId} FOR UPDATE`;
    if (!agent) return { kind: 'unknown' };
    const calls = await countWaiting(tx, agent.org_id, agentId);
    if (calls > 0 && !anyway) return { kind: 'in_use', calls };
    await tx`DELETE FROM voice_agents WHERE id = ${agentId}`;
    return { kind: 'removed', calls };
  });
}

/** Queued ones, and those of lists that are not queued to their end. */
async function countWaiting(sql: Queries, orgId: string, agentId: string): Promise<number> {
  const [row] = await sql<{ calls: number }[]>`
    SELECT (SELECT count(*) FROM agent_calls c WHERE c.org_id = ${orgId} AND c.agent_id = ${agentId}
        AND c.status = 'queued')::int
      + (SELECT count(*) FROM batch_recipients r JOIN call_batches b ON b.id = r.batch_id
        WHERE b.org_id = ${orgId} AND b.agent_id = ${agentId} AND b.status IN ('importing', 'queueing')
        AND r.outcome = 'pending')::int AS calls`;
  return row?.calls ?? 0;
}

/** Makes it the one that speaks on these kinds of call; on all for which no other is set where none is named. */
export async function setDefaultAgent(
  sql: Sql,
  agentId: string,
  callTypes: readonly CallType[],
): Promise<{ readonly kind: 'set'; readonly orgId: string } | { readonly kind: 'unknown' }> {
  return await sql.begin(async (tx) => {
    const [agent] = await tx<{ org_id: string }[]>`SELECT org_id FROM voice_agents WHERE id = ${agentId}`;
    if (!agent) return { kind: 'unknown' };
    const orgId = agent.org_id;
    await lockOrganization(tx, orgId);
    if (callTypes.length === 0) {
      await tx`UPDATE voice_agents SET is_default = false WHERE org_id = ${orgId} AND is_default AND id <> ${agentId}`;
      await tx`UPDATE voice_agents SET is_default = true WHERE id = ${agentId}`;
    }
    for (const callType of callTypes) {
      await tx`
        INSERT INTO voice_agent_defaults (org_id, call_type, agent_id) VALUES (${orgId}, ${callType}, ${agentId})
        ON CONFLICT (org_id, call_type) DO UPDATE SET agent_id = excluded.agent_id`;
    }
    return { kind: 'set', orgId };
  });
}

/** From now on the organization's default speaks on these kinds of call. Resolves to how many had one of their own. */
export async function clearDefaultAgent(
  sql: Queries,
  orgId: string,
  callTypes: readonly CallType[],
): Promise<number> {
  const cleared = await sql`
    DELETE FROM voice_agent_defaults WHERE org_id = ${orgId} AND call_type = ANY (${[...callTypes]}) RETURNING 1`;
  return cleared.length;
}

/** So that two operators do not both make the first agent. False: there is none. */
async function lockOrganization(sql: Queries, orgId: string): Promise<boolean> {
  const rows = await sql`SELECT FROM organizations WHERE id = ${orgId} FOR NO KEY UPDATE`;
  return rows.length > 0;
}
