/** The benches' connection: where an answer ends, whatever its pieces, and what a broken one is. */
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { bytesOf, openWire } from '../../scripts/bench/support/wire.ts';

/** A server that answers every request with these pieces, each in a packet of its own; null ends the connection. */
async function serverOf(...pieces: readonly (string | null)[]) {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', async (bytes) => {
      heard.push(bytes.toString());
      for (const piece of pieces) {
        if (piece === null) socket.destroy();
        else await new Promise((resolve) => socket.write(piece, resolve));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}/door?token=1`, heard };
}

const requestTo = (url: string, body = 'Body=caf%C3%A9') =>
  bytesOf({ url, headers: { 'x-one': 'two' }, body });

async function askTwice(...pieces: readonly (string | null)[]) {
  const { url } = await serverOf(...pieces);
  const wire = await openWire(url);
  onTestFinished(() => wire.close());
  return [await wire.ask(requestTo(url)), await wire.ask(requestTo(url))];
}

test.each([
  ['a length', ['HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n<Response/>']],
  ['nothing in it', ['HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n']],
  ['chunks', ['HTTP/1.1 503 Away\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n']],
  ['a length, in pieces', ['HTTP/1.1 200 OK\r\ncontent-le', 'ngth: 5\r\n', '\r\n\r\n0', '\r\n']],
  [
    'chunks, in pieces',
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '3\r\nabc', '\r\n0\r\n', '\r\n'],
  ],
])('an answer with %s is heard to its end, and the next one on the same connection', async (_, pieces) => {
  const status = Number(pieces.join('').slice(9, 12));
  expect(await askTwice(...pieces)).toEqual([status, status]);
});

test('a request says what it is, where it goes and how long it is', async () => {
  const { url, heard } = await serverOf('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  const wire = await openWire(url);
  onTestFinished(() => wire.close());
  await wire.ask(requestTo(url, 'é'));
  const host = new URL(url).host;
  expect(heard).toEqual([
    `POST /door?token=1 HTTP/1.1\r\nhost: ${host}\r\nx-one: two\r\ncontent-length: 2\r\n\r\né`,
  ]);
});

test('a connection that breaks in the middle of an answer is no answer, and neither is one that is gone', async () => {
  const { url } = await serverOf('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab', null);
  const wire = await openWire(url);
  await expect(wire.ask(requestTo(url))).rejects.toThrow('closed the connection');
  await expect(wire.ask(requestTo(url))).rejects.toThrow('closed the connection');
});
