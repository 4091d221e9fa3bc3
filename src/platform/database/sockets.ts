/** How a pool reaches its server: the driver's own way, except that we keep its sockets, to be able to hang up. */
import { connect, type Socket } from 'node:net';

export type OpenSockets = Set<Socket>;

interface Address {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false | undefined;
}

/** The driver's option `socket`, which is missing in its types: called for each new connection, TLS comes on top of it. */
export function dialler(sockets: OpenSockets): object {
  let tries = 0;
  const dial = ({ host, port, path }: Address): Socket => {
    const which = tries++ % host.length;
    const socket = path ? connect(path) : connect(port[which] ?? 5432, host[which]);
    // Tidied here and not only when one closes: for TLS the driver takes all listeners away.
    for (const one of sockets) if (one.closed) sockets.delete(one);
    sockets.add(socket);
    socket.once('close', () => {
      // The driver would dial again at once and for ever, telling nobody: a proxy without its server behaves so.
      if (socket.bytesRead === 0) socket.emit('error', neverSpoke());
    });
    // The driver names the host for TLS from here.
    return Object.assign(socket, { host: host[which], port: port[which] });
  };
  return { socket: dial };
}

/** Ends them, whatever the other side says to it; resolves when the driver knows. */
export async function endAll(sockets: OpenSockets): Promise<void> {
  const open = [...sockets].filter(({ closed }) => !closed);
  const gone = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  for (const socket of open) socket.destroy();
  await Promise.all(gone);
}

function neverSpoke(): Error {
  return Object.assign(new Error('the connection was closed before the server said anything'), {
    code: 'ECONNRESET',
  });
}
