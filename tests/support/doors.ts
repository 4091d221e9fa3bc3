/** The real doors of the service on a test database, and webhooks signed exactly as Twilio signs them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { loadConfig } from '../../src/platform/config/index.ts';
import { openServices, type Services } from '../../src/services.ts';
import { newSid, ONBOARDING_NUMBER } from './engine.ts';
import { catchLog, type LogCatcher } from './log-catcher.ts';

export const PUBLIC_BASE_URL = 'https://jobrun.test';
export const AUTH_TOKEN = 'the-auth-token-of-the-doors';
export const WEBHOOK_TOKENS = ['first-webhook-token', 'second-webhook-token'] as const;
/** Discards what is sent to it, or refuses the connection; never a company. */
const NOBODY = 'http://127.0.0.1:9';
export const SMS_DOOR = '/api/twilio/sms';

export type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface PostOptions {
  /** False: no signature at all. A string: that one. */
  readonly signature?: false | string;
  /** In the query; false leaves it out. */
  readonly token?: false | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

export interface Doors {
  readonly services: Services;
  readonly caught: LogCatcher;
  post(path: string, fields: Fields, options?: PostOptions): Promise<Response>;
  /** A body as it comes over the wire; it is signed over what a form parser reads in it. */
  postRaw(path: string, body: string, options?: PostOptions): Promise<Response>;
  /** A text to the onboarding number. */
  text(from: string, body: string, more?: Fields): Promise<Response>;
  close(): Promise<void>;
}

export async function openDoors(databaseUrl: string, env: Record<string, string> = {}): Promise<Doors> {
  const spoolFolder = await mkdtemp(join(tmpdir(), 'jobrun-doors-'));
  const caught = catchLog();
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    PUBLIC_BASE_URL,
    ROLE: 'web',
    MIGRATE_ON_START: 'false',
    SPOOL_DIR: spoolFolder,
    ONBOARDING_NUMBER,
    TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001',
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_WEBHOOK_AUTH_TOKEN: WEBHOOK_TOKENS.join(','),
    STRIPE_SECRET_KEY: 'sk_test_of_the_doors',
    STRIPE_WEBHOOK_SECRET: 'whsec_of_the_doors',
    STRIPE_PRICE_ID: 'price_of_the_doors',
    // A test that forgot its simulator must fail, not reach a company.
    ALLOW_API_BASE_URL: 'true',
    TWILIO_API_BASE_URL: NOBODY,
    STRIPE_API_BASE_URL: NOBODY,
    ELEVENLABS_API_BASE_URL: NOBODY,
    ...env,
  });
  const services = await openServices(config, { log: caught.log });
  const postRaw: Doors['postRaw'] = async (path, body, options = {}) => {
    const query = new URLSearchParams(options.query);
    if (options.token !== false) query.set('webhook_token', options.token ?? WEBHOOK_TOKENS[0]);
    const pathAndQuery = query.size > 0 ? `${path}?${query}` : path;
    const headers = new Headers({
      'content-type': 'application/x-www-form-urlencoded',
      host: 'internal:3000',
    });
    const signature = options.signature ?? signatureOf(pathAndQuery, body);
    if (signature !== false) headers.set('x-twilio-signature', signature);
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
    return await services.app.request(`http://internal:3000${pathAndQuery}`, {
      method: 'POST',
      body,
      headers,
    });
  };
  const post: Doors['post'] = (path, fields, options) => postRaw(path, formOf(fields), options);
  return {
    services,
    caught,
    post,
    postRaw,
    text: (from, body, more = {}) =>
      post(SMS_DOOR, {
        MessageSid: newSid(),
        From: from,
        To: ONBOARDING_NUMBER,
        Body: body,
        NumMedia: '0',
        ...more,
      }),
    close: async () => {
      await services.close();
      await rm(spoolFolder, { recursive: true, force: true });
    },
  };
}

export function formOf(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of typeof value === 'string' ? [value] : value) form.append(name, one);
  }
  return form.toString();
}

/** Twilio signs the URL as it calls it and the fields as a parser reads them. */
export function signatureOf(pathAndQuery: string, body: string, authToken = AUTH_TOKEN): string {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return twilio.getExpectedTwilioSignature(authToken, `${PUBLIC_BASE_URL}${pathAndQuery}`, fields);
}
