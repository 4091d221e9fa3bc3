/** Two organizations, their keys, and the doors of the API as a program outside finds them. */
import { createKey, SCOPES, type Scope } from '../../../src/identity/index.ts';
import { newId } from '../../../src/platform/ids.ts';
import { cloneDatabase, type TestDatabase } from '../../support/database.ts';
import { type Doors, openDoors } from '../../support/doors.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered.
  readonly json: any;
  readonly text: string;
}

export interface ApiWorld {
  readonly db: TestDatabase;
  readonly doors: Doors;
  /** Of `ada`, with every scope. */
  readonly key: string;
  newKey(orgId: string, scopes?: readonly Scope[]): Promise<string>;
  send(method: string, path: string, options?: SendOptions): Promise<Answered>;
  close(): Promise<void>;
}

export interface SendOptions {
  /** Null: none at all. Unset: ada's. */
  readonly key?: string | null;
  readonly json?: unknown;
  readonly body?: string | FormData | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ADA = '+447700900701';
export const BEN = '+447700900702';
const BEN_SID = 'PN0000000000000000000000000000000b';

export async function openApiWorld(env: Record<string, string> = {}): Promise<ApiWorld> {
  const db = await cloneDatabase();
  await db.sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, twilio_number, payment_active) VALUES
      ('ada', '+447700900711', '+447700900711', ${ADA}, true),
      ('ben', '+447700900712', '+447700900712', ${BEN}, true)`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, org_id, status, twilio_sid) VALUES
      (${ADA}, 'ada', 'ASSIGNED', 'PN0000000000000000000000000000000a'), (${BEN}, 'ben', 'ASSIGNED', ${BEN_SID})`;
  await db.sql`INSERT INTO voice_agents (id, org_id, name, is_default) VALUES
    ('agent_ada', 'ada', 'Ada', true), ('agent_ben', 'ben', 'Ben', true)`;
  const doors = await openDoors(db.url, {
    PHONE_OUTBOUND_V1_ENABLED: 'true',
    PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: 'ada,ben',
    ...env,
  });
  const newKey: ApiWorld['newKey'] = async (orgId, scopes = SCOPES) => {
    const made = await createKey(db.engine, { id: newId(), orgId, name: 'test', scopes, now: new Date() });
    if (made === null) throw new Error(`there is no ${orgId}`);
    return made;
  };
  const key = await newKey('ada');
  return {
    db,
    doors,
    key,
    newKey,
    send: async (method, path, options = {}) => {
      const headers = new Headers(options.headers);
      if (options.key !== null) headers.set('authorization', `Bearer ${options.key ?? key}`);
      if (options.json !== undefined) headers.set('content-type', 'application/json');
      const body = options.json === undefined ? options.body : JSON.stringify(options.json);
      const init: RequestInit = body === undefined ? {} : { body, duplex: 'half' };
      const response = await doors.services.app.request(path, { method, headers, ...init });
      // Its own `text()` would swallow a byte order mark.
      const text = Buffer.from(await response.arrayBuffer()).toString();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: isJson ? JSON.parse(text) : null,
      };
    },
    close: async () => {
      await doors.close();
      await db.drop();
    },
  };
}
