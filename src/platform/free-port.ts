/** Finds a TCP port on this machine that nobody listens on. */
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** A port that is free at this moment; rejects when the wanted one is taken. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
