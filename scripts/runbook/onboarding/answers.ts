/** The way of every owner from the first text to S5, which two scenarios begin with. */

import type { Step } from '../player/script.ts';
import { rows, text } from '../player/steps.ts';
import { ONBOARDING_NUMBER } from './people.ts';

/** Reaching S5: each answer, and the state that it leads to. */
export function answersUpToS5(owner: string, clientId: string): Step[] {
  const answer = (body: string, state: string): Step[] => [
    text(owner, ONBOARDING_NUMBER, body),
    isInState(clientId, state),
  ];
  return [
    ...answer('Plumber from London', 'S2_BUSINESS_NAME'),
    ...answer('ABC Plumbing', 'S3_OWNER_NAME'),
    ...answer('John Smith', 'S4_NOTIFICATION_PREF'),
    ...answer('SMS', 'S5_CONFIRM_LIVE'),
  ];
}

export function isInState(clientId: string, state: string): Step {
  const statement = `SELECT "currentState" FROM onboarding_states WHERE "client_id" = '${clientId}';`;
  return rows(`${clientId} is in ${state}`, statement, [{ currentState: state }]);
}
