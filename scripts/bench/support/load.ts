/** Signed webhooks as Twilio delivers them, all to one door. */
import { type DriveOptions, drive, type LoadResult } from './drive.ts';
import { signedForm } from './signed-form.ts';

export type { LoadResult };

export interface LoadOptions extends Pick<DriveOptions, 'connections'> {
  readonly serviceUrl: string;
  /** What is signed. */
  readonly publicBaseUrl: string;
  readonly authToken: string;
  readonly webhookToken: string;
  /** `/api/twilio/sms` … */
  readonly door: string;
  readonly forms: readonly Readonly<Record<string, string>>[];
}

/** Signing is the network's work, not the service's, so it is done before the clock starts. */
export function sendForms({ connections, forms, ...to }: LoadOptions): Promise<LoadResult> {
  const path = `${to.door}?webhook_token=${to.webhookToken}`;
  const door = {
    url: `${to.serviceUrl}${path}`,
    signedUrl: `${to.publicBaseUrl}${path}`,
    authToken: to.authToken,
  };
  return drive({ connections, requests: forms.map((fields) => signedForm(door, fields)) });
}
