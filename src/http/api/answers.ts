/** What a refusal says, and with which status: the documented bodies, and one shape for all others. */
import { CALL_TYPES } from '../../../machines/call-outcome/labels.ts';
import type { CallRefusal } from '../../outbound/index.ts';

export interface ApiAnswer {
  readonly status: 200 | 201 | 400 | 403 | 404 | 409 | 413 | 422 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

export const CALL_TYPE_REQUIRED: ApiAnswer = {
  status: 400,
  body: { error: 'callType is required', validTypes: [...CALL_TYPES] },
};

/** For what is another organization's and for what does not exist, alike: nobody finds out which ids there are. */
export const NOT_YOURS: ApiAnswer = { status: 403, body: { error: 'Forbidden' } };

export function wrong(field: string, problem: string): ApiAnswer {
  return { status: 400, body: { error: `${field} ${problem}`, field } };
}

/** Which field of the request held the phone; only test calls have one. */
export function answerRefusal(reason: CallRefusal, phoneField: string): ApiAnswer {
  switch (reason) {
    case 'do_not_call':
      return { status: 503, body: { error: 'DO_NOT_CALL_BLOCKED' } };
    case 'disabled':
      return refused('PHONE_OUTBOUND_V1_DISABLED', 'Outbound calls are switched off.');
    case 'not_canary':
      return refused(
        'PHONE_OUTBOUND_V1_NOT_ALLOWED',
        'Outbound calls are not switched on for this business.',
      );
    case 'no_consent':
      return refused('NO_CONSENT', 'This person has not agreed to be called.');
    case 'foreign_number':
    case 'foreign_agent':
      return NOT_YOURS;
    case 'bad_phone':
      return wrong(phoneField, 'is not a phone number');
    case 'no_number':
      return wrong('phoneNumberId', 'is required: the business has no number of its own');
    case 'no_agent':
      return wrong('assistantId', 'is required: the business has no assistant of its own');
    default:
      return reason satisfies never;
  }
}

function refused(error: string, message: string): ApiAnswer {
  return { status: 403, body: { error, message } };
}
