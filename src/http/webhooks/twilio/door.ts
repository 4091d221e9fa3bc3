/** The lock on Twilio's doors: body limit, shared token, signature. It fails closed, and says in the log why. */
import { hash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import type { Log } from '../../../platform/log.ts';
import type { CountryCode } from '../../../values/phone.ts';

/** A form as it was posted; a name that comes twice has a list. */
export type FormFields = Readonly<Record<string, string | string[]>>;

export interface TwilioDoorTools {
  readonly log: Log;
  /** Of numbers that come without their country's code; Twilio itself always sends E.164. Unset: GB. */
  readonly defaultCountry?: CountryCode | undefined;
  /** How Twilio calls us; what it signs. */
  readonly publicBaseUrl: string;
  /** Valid shared tokens; two during a rotation. Empty: none is asked for (never in production). */
  readonly webhookTokens: readonly string[];
  /** Null only outside production, where checking may be switched off. */
  readonly verifySignature:
    | ((request: {
        signature: string | undefined;
        pathAndQuery: string;
        body: { kind: 'form'; fields: FormFields };
      }) => boolean)
    | null;
}

/** 64 KiB: a text has at most 1,600 characters and ten media links. */
export const MAX_BODY_BYTES = 64 * 1024;

export type Opened =
  | { readonly isOpen: true; readonly fields: FormFields; readonly query: URLSearchParams }
  | { readonly isOpen: false; readonly response: Response };

/** Reads the raw form and checks who sent it. Nothing is parsed further, and nothing stored, before that. */
export async function openDoor(c: Context, tools: TwilioDoorTools): Promise<Opened> {
  const raw = await readBody(c.req.raw);
  if (raw === null) return { isOpen: false, response: c.text('The body is larger than 64 KiB', 413) };
  const url = new URL(c.req.url);
  const fields = readForm(raw);
  const reason = refusal(c, tools, url, fields);
  if (!reason) return { isOpen: true, fields, query: url.searchParams };
  tools.log.warn(
    {
      decision: 'refused',
      reason,
      path: url.pathname,
      requestHost: c.req.header('host') ?? null,
      expectedHost: new URL(tools.publicBaseUrl).host,
    },
    'twilio.webhook-auth',
  );
  return { isOpen: false, response: c.text('Unauthorized', 401) };
}

function refusal(c: Context, tools: TwilioDoorTools, url: URL, fields: FormFields): string | null {
  if (tools.webhookTokens.length > 0) {
    const given = tokenOf(c, url);
    if (!given) return 'webhook token missing';
    if (!tools.webhookTokens.some((token) => isSame(token, given))) return 'webhook token wrong';
  }
  if (!tools.verifySignature) return null;
  const signature = c.req.header('x-twilio-signature');
  if (!signature) return 'signature missing';
  const pathAndQuery = `${url.pathname}${url.search}`;
  const isGenuine = tools.verifySignature({ signature, pathAndQuery, body: { kind: 'form', fields } });
  return isGenuine ? null : 'signature wrong, or Twilio calls another URL than PUBLIC_BASE_URL';
}

/** In the query of the URL that Twilio was given, or in a header for those who call by hand. */
function tokenOf(c: Context, url: URL): string | null {
  const bearer = c.req.header('authorization')?.replace(/^Bearer\s+/i, '');
  return url.searchParams.get('webhook_token') ?? c.req.header('x-webhook-token') ?? bearer ?? null;
}

/** Hashed first, so that neither the time nor a length tells anything about the token. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}

/**
 * Null when the body is too large. A body of a known length is taken as a whole, which the server does without making
 * a stream for it (a fifth of the time of a text); one of an unknown length is not read further than the limit.
 */
async function readBody(request: Request): Promise<string | null> {
  const announced = request.headers.get('content-length');
  if (announced !== null) {
    if (Number(announced) > MAX_BODY_BYTES) return null;
    const whole = await request.text();
    return Buffer.byteLength(whole) > MAX_BODY_BYTES ? null : whole;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Every field as it came, nothing trimmed, repeated names kept: the signature covers all of them. */
export function readForm(raw: string): FormFields {
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(raw)) {
    const values = fields.get(name);
    // Pushed and not copied: a body may say the same name thirty thousand times.
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]),
  );
}
