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
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      // The driver would dial again at once and for ever, telling nobody: a proxy without its server behaves so.
      if (socket.bytesRead === 0) socket.emit('error', neverSpoke());
    });
    // The driver names the host for TLS from here.
    return Object.assign(socket, { host: host[which], port: port[which] });
  };
  return { socket: dial };
}

function neverSpoke(): Error {
  return Object.assign(new Error('the connection was closed before the server said anything'), {
    code: 'ECONNRESET',
  });
}
