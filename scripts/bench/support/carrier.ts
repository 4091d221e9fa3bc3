/** Twilio's part in a bench: it accepts every text at once, says when it came, and sends no receipts. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Carrier {
  readonly url: string;
  /** Resolves when the next text arrives, with the moment (`performance.now()`). */
  nextText(): Promise<number>;
  close(): Promise<void>;
}

export async function openCarrier(): Promise<Carrier> {
  let sent = 0;
  const waiting: ((at: number) => void)[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    incoming.resume();
    incoming.on('end', () => {
      const at = performance.now();
      for (const resolve of waiting.splice(0)) resolve(at);
      sent += 1;
      outgoing.writeHead(201, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ sid: `SM${String(sent).padStart(32, '0')}`, status: 'queued' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    nextText: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
