/** What stands before several nodes: one address, any node, the next one when a node is not there. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

export interface BalancerOptions {
  readonly port: number;
  /** The nodes' own ports, those that are down included. */
  readonly ports: readonly number[];
  readonly onAnswer?: ((served: Served) => void) | undefined;
}

/** Which node answered what. */
export interface Served {
  readonly body: string;
  readonly status: number;
  readonly port: number;
}

/** In turns. A node that refuses the connection has seen nothing, so another one is asked; afterwards nobody can know. */
export async function openBalancer({ port, ports, onAnswer }: BalancerOptions): Promise<Balancer> {
  let turn = 0;
  const server = createServer((from, to) => void pass(from, to));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  async function pass(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const body = await read(from).catch(() => null);
    if (!body) return void to.destroy();
    turn = (turn + 1) % ports.length;
    // Its own: the next request moves the turn on while this one waits for a node.
    const first = turn;
    for (let tried = 0; tried < ports.length; tried += 1) {
      const node = ports[(first + tried) % ports.length] ?? 0;
      const answer = await ask(from, body, node);
      if (answer === 'refused') continue;
      if (answer === 'broken') break;
      onAnswer?.({ body: body.toString(), status: answer.statusCode ?? 0, port: node });
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => to.destroy());
      return void answer.pipe(to);
    }
    to.destroy();
  }

  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => {});
    },
  };
}

async function read(from: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of from) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** A connection for each request: one that is kept open to a killed node would look like a broken answer. */
function ask(
  from: IncomingMessage,
  body: Buffer,
  port: number,
): Promise<IncomingMessage | 'refused' | 'broken'> {
  return new Promise((resolve) => {
    const { connection: _, ...headers } = from.headers;
    const onward = request({
      host: '127.0.0.1',
      port,
      method: from.method,
      path: from.url,
      headers,
      agent: false,
    });
    onward.on('response', resolve);
    onward.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'broken'),
    );
    onward.end(body);
  });
}
