/** What stands before the nodes of a trial finds a living one, however many requests come at once. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openBalancer } from '../../scripts/support/cluster/balancer.ts';
import { freePort } from '../../src/platform/free-port.ts';

test('with one node of two dead every request is answered by the other', async () => {
  const node = createServer((_, answer) => answer.end('alive')).listen(0, '127.0.0.1');
  await once(node, 'listening');
  const ports = [await freePort(), (node.address() as AddressInfo).port];
  const balancer = await openBalancer({ port: await freePort(), ports });
  onTestFinished(async () => {
    await balancer.close();
    node.close();
  });
  const ask = async () => await (await fetch(balancer.url, { method: 'POST', body: 'news' })).text();
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask().catch(String)));
  expect(new Set(answers)).toEqual(new Set(['alive']));
});
