/**
 * A kept-alive HTTP/1.1 connection of the load generators: it sends prepared bytes and looks only for the end of an answer.
 * The load shares the processors with what it measures, and Node's own client takes a third of what the service takes.
 */
import { once } from 'node:events';
import { connect } from 'node:net';

/** A request whose bytes are ready, so that nothing but sending is left when the clock runs. */
export interface PreparedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Wire {
  /** Resolves to the status of the answer; one at a time. Rejects when the connection breaks before it is whole. */
  ask(request: Buffer): Promise<number>;
  close(): void;
}

/** A POST with everything that a server needs to know. */
export function bytesOf({ url, headers, body }: PreparedRequest): Buffer {
  const { host, pathname, search } = new URL(url);
  const all = { host, ...headers, 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let waiting: PromiseWithResolvers<number> | null = null;
  let heard = '';
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1');
    if (!waiting || !isWhole(heard)) return;
    // "HTTP/1.1 200 OK"
    const status = Number(heard.slice(9, 12));
    heard = '';
    waiting.resolve(status);
    waiting = null;
  });
  const fail = (error: Error) => waiting?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error(`${url} closed the connection`)));
  return {
    ask: (request) => {
      waiting = Promise.withResolvers<number>();
      if (socket.destroyed) fail(new Error(`${url} closed the connection`));
      else socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

const HEAD_END = '\r\n\r\n';
/** The chunk of length 0, without trailers. */
const CHUNKS_END = '\r\n0\r\n\r\n';

/** Every answer that is read here has a length or is chunked. */
function isWhole(heard: string): boolean {
  const headEnd = heard.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(heard.slice(0, headEnd))?.[1];
  if (length === undefined) return heard.endsWith(CHUNKS_END);
  return heard.length >= headEnd + HEAD_END.length + Number(length);
}
