/** The spool: what is on the disk survives a crash, keeps its order, and never swallows its neighbour. */
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Advance, type Delivery, openSpool, PROVIDERS } from '../../src/inbox/index.ts';
import { textFrom } from '../support/engine.ts';
import { catchLog } from '../support/log-catcher.ts';
import { until } from '../support/until.ts';

const ANN = '+447700900801';
const away = () => Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' });
let folder: string;
const { log, records } = catchLog();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobrun-spool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An engine that remembers what it was given. */
function listener(refuse: (delivery: Delivery) => Error | null = () => null) {
  const heard: string[] = [];
  const advance: Advance = async (delivery) => {
    const refusal = refuse(delivery);
    if (refusal) throw refusal;
    if (delivery.occurrence.kind === 'text') heard.push(delivery.occurrence.body);
    return { answer: '', outcome: 'stepped' };
  };
  return { heard, advance };
}
const spooled = (body: string) => textFrom(ANN, body);

test('a delivery comes back from the disk as it was', async () => {
  const spool = await openSpool(folder, log);
  const delivery = { ...spooled('Grüße 👋\n"quoted" >'), orgId: 'org-1' };
  await spool.append(delivery, '<Response/>');
  const back: Delivery[] = [];
  await spool.drain(async (one) => {
    back.push(one);
    return { answer: '', outcome: 'stepped' };
  });
  const { answer, ...rest } = delivery;
  expect(back).toMatchObject([rest]);
  expect(back[0]?.answer(null)).toBe('<Response/>');
  expect(spool.isWaiting()).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

test.each(PROVIDERS)('what %s told comes back from the disk', async (provider) => {
  const spool = await openSpool(folder, log);
  await spool.append({ ...spooled('news'), provider }, '');
  const back: string[] = [];
  await spool.drain(async (one) => {
    back.push(one.provider);
    return { answer: '', outcome: 'stepped' };
  });
  expect(back).toEqual([provider]);
  expect(await readdir(folder)).toEqual([]);
});

test('a process that crashed after its answer loses nothing: the next one finds it waiting', async () => {
  const crashed = await openSpool(folder, log);
  for (const body of ['one', 'two']) await crashed.append(spooled(body), '');
  const next = await openSpool(folder, log);
  expect(next.isWaiting()).toBe(true);
  await next.append(spooled('three'), '');
  const { heard, advance } = listener();
  expect(await next.drain(advance)).toBe(3);
  expect(heard).toEqual(['one', 'two', 'three']);
});

test('a line that a crash tore is put aside, and does not swallow the one that was written after it', async () => {
  const crashed = await openSpool(folder, log);
  await crashed.append(spooled('whole'), '');
  await appendFile(join(folder, 'waiting.ndjson'), '{"provider":"twilio","providerEv');
  const next = await openSpool(folder, log);
  await next.append(spooled('after the crash'), '');
  const { heard, advance } = listener();
  await next.drain(advance);
  expect(heard).toEqual(['whole', 'after the crash']);
  expect(await readFile(join(folder, 'rejected.ndjson'), 'utf8')).toBe('{"provider":"twilio","providerEv\n');
});

test('what the engine can never take goes to the rejected, and the others go on', async () => {
  const spool = await openSpool(folder, log);
  for (const body of ['good', 'poison', 'good too']) await spool.append(spooled(body), '');
  const { heard, advance } = listener(({ occurrence }) =>
    occurrence.kind === 'text' && occurrence.body === 'poison' ? new Error('cannot be stored') : null,
  );
  await spool.drain(advance);
  expect(heard).toEqual(['good', 'good too']);
  expect(await readFile(join(folder, 'rejected.ndjson'), 'utf8')).toContain('poison');
  expect(records('spool.rejected').at(-1)?.level).toBe('error');
  expect((await openSpool(folder, log)).isWaiting()).toBe(false);
});

test('when the database goes away again in the middle, everything is replayed from the disk later', async () => {
  const spool = await openSpool(folder, log);
  for (const body of ['one', 'two', 'three']) await spool.append(spooled(body), '');
  let calls = 0;
  const first = listener(() => (++calls > 1 ? away() : null));
  await expect(spool.drain(first.advance)).rejects.toThrow('away');
  expect(spool.isWaiting()).toBe(true);
  await spool.append(spooled('four'), '');
  const again = listener();
  await spool.drain(again.advance);
  expect(again.heard).toEqual(['one', 'two', 'three', 'four']);
});

test('a delivery that arrives while the last one is being replayed is replayed as well', async () => {
  const spool = await openSpool(folder, log);
  await spool.append(spooled('first'), '');
  const { heard, advance } = listener();
  let late: Promise<void> | null = null;
  await spool.drain(async (delivery) => {
    late ??= spool.append(spooled('late'), '');
    await late;
    return advance(delivery);
  });
  expect(heard).toEqual(['first', 'late']);
  expect(spool.isWaiting()).toBe(false);
});

test('a delivery that arrives when the replay has found nothing more still waits', async () => {
  const spool = await openSpool(folder, log);
  await spool.append(spooled('first'), '');
  const { heard, advance } = listener();
  const drained = spool.drain(advance);
  await until(() => heard.length === 1);
  const late = spool.append(spooled('late'), '');
  await Promise.all([drained, late]);
  await spool.drain(advance);
  expect(heard).toEqual(['first', 'late']);
});

test('a shutdown stops the replay between two deliveries and leaves the rest on the disk', async () => {
  const spool = await openSpool(folder, log);
  for (const body of ['one', 'two', 'three']) await spool.append(spooled(body), '');
  const stopping = new AbortController();
  const { heard, advance } = listener();
  const stopAfterOne: Advance = async (delivery) => {
    stopping.abort();
    return advance(delivery);
  };
  await expect(spool.drain(stopAfterOne, stopping.signal)).rejects.toThrow('aborted');
  expect(heard).toEqual(['one']);
  expect((await openSpool(folder, log)).isWaiting()).toBe(true);
});

test('files are replayed in the order of their numbers, even when the clock was set back', async () => {
  const line = async (body: string) => {
    const other = await mkdtemp(join(tmpdir(), 'jobrun-line-'));
    const spool = await openSpool(other, log);
    await spool.append(spooled(body), '');
    const text = await readFile(join(other, 'waiting.ndjson'), 'utf8');
    await rm(other, { recursive: true });
    return text;
  };
  const future = String(Date.now() + 10 ** 9).padStart(13, '0');
  await writeFile(join(folder, `${future}01.ndjson`), await line('older'));
  const spool = await openSpool(folder, log);
  await spool.append(spooled('newer'), '');
  const { heard, advance } = listener();
  await spool.drain(advance);
  expect(heard).toEqual(['older', 'newer']);
});

test('whatever appends and drains run into each other, nothing is lost and nothing overtakes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 5, maxLength: 40 }), async (actions) => {
      const spool = await openSpool(folder, log);
      const { heard, advance } = listener();
      const work: Promise<unknown>[] = [];
      let written = 0;
      for (const isAppend of actions) {
        if (isAppend) work.push(spool.append(spooled(String(written++)), ''));
        else work.push(spool.drain(advance));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await Promise.all(work);
      await spool.drain(advance);
      expect(heard).toEqual(Array.from({ length: written }, (_, n) => String(n)));
      expect(spool.isWaiting()).toBe(false);
      await spool.close();
    }),
    { numRuns: 40 },
  );
});
