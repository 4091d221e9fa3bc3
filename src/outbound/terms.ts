/** How the whole service is set up to call: its flags, its clocks and its schedules. Made of the configuration once. */

export interface OutboundTerms {
  /** `PHONE_OUTBOUND_V1_ENABLED`: without it no call leaves, whatever else is set. */
  readonly isEnabled: boolean;
  /** `PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS`: empty means nobody (ruling 0m). */
  readonly canaryOrgIds: ReadonlySet<string>;
  /** What `analysisData.mode` says (ruling 0g). */
  readonly classifierMode: 'KEYWORD_ONLY';
  /** The agent of organizations that have none of their own. */
  readonly defaultAgentId: string | null;
}

export function mayCallAtAll(terms: OutboundTerms, orgId: string): 'allowed' | 'disabled' | 'not_canary' {
  if (!terms.isEnabled) return 'disabled';
  return terms.canaryOrgIds.has(orgId) ? 'allowed' : 'not_canary';
}
