/** The HTTP side of the official client, with a record of every exchange: what is kept is the client's own, redacted. */
import Stripe from 'stripe';
import { z } from 'zod';
import type { RecordExchange } from '../../platform/exchange.ts';

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;
type HttpResponse = Awaited<ReturnType<HttpClient['makeRequest']>>;

/** Hosted pages are opened by whoever has their address, and a client secret pays: neither is kept. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'client_secret',
  'url',
  'hosted_invoice_url',
  'invoice_pdf',
]);

/** Each try of a request is an exchange of its own. Headers, which carry the key, are not looked at. */
export function recordingClient(record: RecordExchange, inner = Stripe.createNodeHttpClient()): HttpClient {
  return {
    getClientName: () => inner.getClientName(),
    async makeRequest(...request) {
      const [, , path, method, , form] = request;
      const [at, startedMs] = [new Date(), performance.now()];
      const write = (status: number | null, response: unknown) => {
        const fields = fieldsOf(method, path, form);
        record({
          ...{ provider: 'stripe', promiseId: null, method, path: path.split('?')[0] ?? path, status, at },
          orgId: orgOf(fields) ?? orgOf(response),
          request: fields && withoutSecrets(fields),
          response: withoutSecrets(response),
          durationMs: performance.now() - startedMs,
        });
      };
      try {
        return recorded(await inner.makeRequest(...request), write);
      } catch (error) {
        write(null, { failure: messageOf(error) });
        throw error;
      }
    },
  };
}

type Write = (status: number | null, response: unknown) => void;

/** Written once the body is read, or thrown away unread before another try. */
function recorded(response: HttpResponse, write: Write): HttpResponse {
  const status = response.getStatusCode();
  return {
    getStatusCode: () => status,
    getHeaders: () => response.getHeaders(),
    getRawResponse: () => response.getRawResponse(),
    toStream: (whenRead) => {
      write(status, null);
      return response.toStream(whenRead);
    },
    toJSON: async () => {
      try {
        const body: unknown = await response.toJSON();
        write(status, body);
        return body;
      } catch (error) {
        write(status, { failure: messageOf(error) });
        throw error;
      }
    },
    dispose: () => {
      write(status, null);
      response.dispose?.();
    },
  };
}

/** A form as names and values; a GET has them behind the question mark. */
function fieldsOf(method: string, path: string, form: string): Record<string, string> | null {
  const text = method === 'GET' ? (path.split('?')[1] ?? '') : form;
  const fields = Object.fromEntries(new URLSearchParams(text));
  return Object.keys(fields).length > 0 ? fields : null;
}

const marked = z.union([
  z.object({ client_reference_id: z.string().min(1) }).transform((own) => own.client_reference_id),
  z.object({ 'metadata[org_id]': z.string().min(1) }).transform((own) => own['metadata[org_id]']),
  z.object({ metadata: z.object({ org_id: z.string().min(1) }) }).transform((own) => own.metadata.org_id),
]);

/** The organization, where we wrote it on the object. */
function orgOf(said: unknown): string | null {
  return marked.safeParse(said).data ?? null;
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      SECRET_FIELDS.has(name) && field !== null ? '[redacted]' : withoutSecrets(field),
    ]),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
