/** What is known about who may be contacted, for people who look: one phone, or an organization's whole list. */
import type { Queries } from '../platform/database/index.ts';

export interface ConsentRow {
  readonly phone: string;
  readonly scope: string;
  readonly channel: 'sms' | 'call';
  readonly is_opted_out: boolean;
  readonly at: Date;
  /** What was said last. */
  readonly source: string | null;
  readonly words: string | null;
}

/** The present states of a phone, whoever they are about. */
export function consentsOf(sql: Queries, phone: string): Promise<ConsentRow[]> {
  return sql<ConsentRow[]>`
    SELECT c.phone, c.scope, c.channel, c.is_opted_out, c.at, l.source, l.words
    FROM consents c ${lastWords(sql)} WHERE c.phone = ${phone} ORDER BY c.scope, c.channel`;
}

/** Everybody who opted out of an organization. */
export function optedOutOf(sql: Queries, orgId: string): Promise<ConsentRow[]> {
  return sql<ConsentRow[]>`
    SELECT c.phone, c.scope, c.channel, c.is_opted_out, c.at, l.source, l.words
    FROM consents c ${lastWords(sql)}
    WHERE c.scope = ${`org:${orgId}`} AND c.is_opted_out ORDER BY c.phone, c.channel`;
}

function lastWords(sql: Queries) {
  return sql`LEFT JOIN LATERAL (
    SELECT source, words FROM consent_ledger l
    WHERE l.phone = c.phone AND l.scope = c.scope AND l.channel = c.channel ORDER BY l.id DESC LIMIT 1
  ) l ON true`;
}
