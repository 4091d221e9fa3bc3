/** Asks how far a conversation has come: webhooks are sent once, so what they did not tell is asked for. */
import type { FetchCallOutcome } from '../../outbound/port.ts';
import { conversation } from './conversation.ts';
import { failureOf } from './failure.ts';
import { askAgain, type Random } from './outcome.ts';
import type { Ask } from './transport.ts';

export function fetchCallWith(ask: Ask, random: Random) {
  return async (conversationId: string): Promise<FetchCallOutcome> => {
    try {
      const path = `/conversations/${encodeURIComponent(conversationId)}`;
      const {
        direction: _d,
        agentNumber: _a,
        externalNumber: _e,
        ...report
      } = await ask({ method: 'GET', path }, conversation);
      return { kind: 'fetched', report };
    } catch (error) {
      const failure = failureOf(error);
      return failure.status === 404 ? { kind: 'absent' } : askAgain(failure, random);
    }
  };
}
