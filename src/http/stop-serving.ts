/** Stops an HTTP server in an orderly way while people are still talking to it. */
import type { Server } from 'node:http';

/** 50 ms: an answered connection must not keep the process alive, and looking at some dozens costs nothing. */
const LOOK_EVERY_MS = 50;

/**
 * Takes no new connection, says on each open one that its next answer is the last, and closes those that fall silent.
 * Without that a client that keeps its connection busy, as Twilio does, would hold the server open for ever.
 */
export function stopServing(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'));
  return new Promise((resolve) => {
    const closing = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
    server.close(() => {
      clearInterval(closing);
      resolve();
    });
  });
}
