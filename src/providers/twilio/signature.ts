/** Did Twilio send this? The signature in `X-Twilio-Signature` (Twilio docs, "Webhooks security"). */
import twilio from 'twilio';

/** A form as it was posted. A name that comes twice has a list. */
export type FormFields = Readonly<Record<string, string | string[]>>;

export interface SignedRequest {
  /** The header `X-Twilio-Signature`. */
  readonly signature: string | undefined;
  /** Path and query exactly as they arrived, such as `/api/twilio/sms?webhook_token=…`. */
  readonly pathAndQuery: string;
  readonly body:
    | { readonly kind: 'form'; readonly fields: FormFields }
    /** A JSON body: its hash is in the URL's `bodySHA256`, and the URL is what is signed. */
    | { readonly kind: 'json'; readonly raw: string };
}

export type VerifySignature = (request: SignedRequest) => boolean;

/**
 * `publicBaseUrl` is how Twilio calls us: behind a proxy the Host header says something else. Throws without an
 * auth token, because Twilio's own function accepts what was signed with an empty one.
 */
export function createSignatureCheck(authToken: string, publicBaseUrl: string): VerifySignature {
  if (authToken.trim() === '') throw new Error('Twilio signatures cannot be checked without an auth token');
  const origin = publicBaseUrl.replace(/\/+$/, '');
  if (!URL.canParse(origin)) throw new Error('Twilio signatures need an absolute public base URL');
  return ({ signature, pathAndQuery, body }) => {
    const url = `${origin}${pathAndQuery}`;
    // A path that makes no URL was not called by Twilio; its function would throw.
    if (!signature || !pathAndQuery.startsWith('/') || !URL.canParse(url)) return false;
    if (body.kind === 'json') return twilio.validateRequestWithBody(authToken, signature, url, body.raw);
    return twilio.validateRequest(authToken, signature, url, { ...body.fields });
  };
}
