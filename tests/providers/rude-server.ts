/** Servers that behave badly on the wire, where no mock reaches: silence, a cut connection, nobody there. */
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Accepts the request and never answers. */
export const silentServer = () => listening(() => {});

/** Accepts the request and cuts the connection. */
export const resettingServer = () =>
  listening((socket) => socket.once('data', () => socket.resetAndDestroy()));

/** A port where nobody listens: its server is closed again before the address is handed out. */
export async function deadAddress(): Promise<string> {
  const { server, url } = await listen(() => {});
  await close(server);
  return url;
}

/** Answers every request with these bytes. */
export const sayingServer = (answer: string) =>
  listening((socket) => socket.once('data', () => socket.end(answer)));

async function listening(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const { server, url } = await listen((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await close(server);
  });
  return url;
}

function listen(onConnection: (socket: Socket) => void): Promise<{ server: Server; url: string }> {
  const server = createServer(onConnection);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address && typeof address === 'object')
        resolve({ server, url: `http://127.0.0.1:${address.port}` });
    });
  });
}

const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));
