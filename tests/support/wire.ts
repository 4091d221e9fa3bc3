/** A wire between the service and its database that a test can cut, or make silent without cutting it. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

export interface Wire {
  /** The database's URL through this wire. */
  readonly url: string;
  /** How many sockets are open, both ends counted. */
  connections(): number;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Connections stay and new ones are accepted, but nothing comes through, ever: not even after `mend`. */
  silence(): void;
  /** New connections work again. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function wireTo(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const silenced = new Set<Socket>();
  let isSilent = false;
  const server = createServer((near) => {
    const far = dial(Number(target.port || 5432), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      if (isSilent) silenced.add(from);
      from.on('data', (bytes) => void (silenced.has(from) || to.write(bytes)));
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        silenced.delete(from);
        to.destroy();
      });
    }
  });
  const port = await listen(server, 0);
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: url.href,
    connections: () => sockets.size,
    cut,
    silence: () => {
      isSilent = true;
      for (const socket of sockets) silenced.add(socket);
    },
    mend: async () => {
      isSilent = false;
      if (!server.listening) await listen(server, port);
    },
    close: cut,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address && typeof address === 'object') resolve(address.port);
      else reject(new Error('the wire has no port'));
    });
  });
}
