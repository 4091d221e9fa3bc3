/** The texts of the inbound bench: each owner in turn, back and forth between two states. */
import { type LoadOptions as FormLoad, type LoadResult, sendForms } from '../support/load.ts';
import { ONBOARDING_NUMBER } from '../support/service.ts';
import { OWNERS, phoneOf } from './owners.ts';

export interface LoadOptions extends Omit<FormLoad, 'door' | 'forms'> {
  readonly texts: number;
  /** The place of its first owner in the row of owners. Unset: 0. */
  readonly from?: number;
  /** Makes the ids of this run different from those of every other. */
  readonly run: string;
}

export function sendLoad({ texts, run, from = 0, ...options }: LoadOptions): Promise<LoadResult> {
  const forms = Array.from({ length: texts }, (_, n) => formOf(from + n, run));
  return sendForms({ ...options, door: '/api/twilio/sms', forms });
}

export function formOf(n: number, run: string): Record<string, string> {
  const round = Math.floor(n / OWNERS);
  return {
    MessageSid: `SM${run}${String(n).padStart(26, '0')}`,
    AccountSid: 'AC00000000000000000000000000000001',
    From: phoneOf(n % OWNERS),
    To: ONBOARDING_NUMBER,
    Body: round % 2 === 0 ? 'BACK' : 'SMS',
    NumMedia: '0',
    NumSegments: '1',
    FromCountry: 'GB',
    ToCountry: 'GB',
    ApiVersion: '2010-04-01',
  };
}
