/** The HTTP server stops in an orderly way: what is under way is answered, and the client is told not to come again. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { stopServing } from '../../src/http/stop-serving.ts';
import { freePort } from '../../src/platform/free-port.ts';
import { until } from '../support/until.ts';

test('both requests on a busy connection are answered, the last one says that it is the last', async () => {
  const gate = Promise.withResolvers<void>();
  let arrived = 0;
  const server = createServer(async (request, response) => {
    arrived += 1;
    await gate.promise;
    response.end(request.url);
  });
  server.keepAliveTimeout = 65_000;
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const client = connect(port, '127.0.0.1');
  let heard = '';
  client.on('data', (bytes) => {
    heard += String(bytes);
  });
  client.write('GET /first HTTP/1.1\r\nhost: x\r\n\r\n');
  await until(() => arrived === 1);
  const stopped = stopServing(server);
  client.write('GET /second HTTP/1.1\r\nhost: x\r\n\r\n');
  await until(() => arrived === 2);
  gate.resolve();
  await once(client, 'close');
  await stopped;
  const [, first = '', second = ''] = heard.split('HTTP/1.1 200 OK');
  expect(first).toMatch(/connection: keep-alive.*\/first/is);
  expect(second).toMatch(/connection: close.*\/second/is);
});

test('a connection on which nothing happens does not hold the server open', async () => {
  const server = createServer((_request, response) => response.end('ok'));
  server.keepAliveTimeout = 65_000;
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  await (await fetch(`http://127.0.0.1:${port}/`)).text();
  await stopServing(server);
  expect(server.listening).toBe(false);
});

test('a connection that falls silent after its answer does not hold the server open', async () => {
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const server = createServer(async (_request, response) => {
    arrived.resolve();
    await gate.promise;
    response.end('ok');
  });
  server.keepAliveTimeout = 65_000;
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const client = connect(port, '127.0.0.1');
  client.resume();
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await arrived.promise;
  const stopped = stopServing(server);
  gate.resolve();
  await stopped;
  expect(server.listening).toBe(false);
});
