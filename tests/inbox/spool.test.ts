/** The spool: what is on the disk survives a crash, keeps its order, and never swallows its neighbour. */
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Delivery,
  openSpool,
  PROVIDERS,
  type Spooled,
  type TakeSpooled,
} from '../../src/inbox/index.ts';
import { newId } from '../../src/platform/ids.ts';
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

/** Takes over and remembers what it was given. */
function listener(refuse: (delivery: Delivery) => Error | null = () => null) {
  const heard: string[] = [];
  const take: TakeSpooled = async (batch) =>
    batch.map(({ delivery }) => {
      const error = refuse(delivery);
      if (error) return { error };
      if (delivery.occurrence.kind === 'text') heard.push(delivery.occurrence.body);
      return { value: undefined };
    });
  return { heard, take };
}
const spooled = (body: string) => textFrom(ANN, body);

test('a delivery comes back from the disk as it was', async () => {
  const spool = await openSpool(folder, { log, newId });
  const delivery = { ...spooled('Grüße 👋\n"quoted" >'), orgId: 'org-1' };
  await spool.append(delivery, '<Response/>');
  const back: Spooled[] = [];
  await spool.drain(async (batch) => {
    back.push(...batch);
    return batch.map(() => ({ value: undefined }));
  });
  const { answer, ...rest } = delivery;
  expect(back.map((one) => one.delivery)).toMatchObject([rest]);
  expect(back[0]?.delivery.answer(null)).toBe('<Response/>');
  expect(spool.isWaiting()).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

test.each(PROVIDERS)('what %s told comes back from the disk', async (provider) => {
  const spool = await openSpool(folder, { log, newId });
  await spool.append({ ...spooled('news'), provider }, '');
  const back: string[] = [];
  await spool.drain(async (batch) => {
    back.push(...batch.map((one) => one.delivery.provider));
    return batch.map(() => ({ value: undefined }));
  });
  expect(back).toEqual([provider]);
  expect(await readdir(folder)).toEqual([]);
});

test('a process that crashed after its answer loses nothing: the next one finds it waiting', async () => {
  const crashed = await openSpool(folder, { log, newId });
  for (const body of ['one', 'two']) await crashed.append(spooled(body), '');
  const next = await openSpool(folder, { log, newId });
  expect(next.isWaiting()).toBe(true);
  await next.append(spooled('three'), '');
  const { heard, take } = listener();
  expect(await next.drain(take)).toBe(3);
  expect(heard).toEqual(['one', 'two', 'three']);
});

test('a line that a crash tore is put aside, and does not swallow the one that was written after it', async () => {
  const crashed = await openSpool(folder, { log, newId });
  await crashed.append(spooled('whole'), '');
  await appendFile(join(folder, 'waiting.ndjson'), '{"provider":"twilio","providerEv');
  const next = await openSpool(folder, { log, newId });
  await next.append(spooled('after the crash'), '');
  const { heard, take } = listener();
  await next.drain(take);
  expect(heard).toEqual(['whole', 'after the crash']);
  expect(await readFile(join(folder, 'rejected.ndjson'), 'utf8')).toBe('{"provider":"twilio","providerEv\n');
});

test('what the engine can never take goes to the rejected, and the others go on', async () => {
  const spool = await openSpool(folder, { log, newId });
  for (const body of ['good', 'poison', 'good too']) await spool.append(spooled(body), '');
  const { heard, take } = listener(({ occurrence }) =>
    occurrence.kind === 'text' && occurrence.body === 'poison' ? new Error('cannot be stored') : null,
  );
  await spool.drain(take);
  expect(heard).toEqual(['good', 'good too']);
  expect(await readFile(join(folder, 'rejected.ndjson'), 'utf8')).toContain('poison');
  expect(records('spool.rejected').at(-1)?.level).toBe('error');
  expect((await openSpool(folder, { log, newId })).isWaiting()).toBe(false);
});

test('when the database goes away again in the middle, everything is taken over later', async () => {
  const spool = await openSpool(folder, { log, newId });
  for (const body of ['one', 'two', 'three']) await spool.append(spooled(body), '');
  let calls = 0;
  const first = listener(() => (++calls > 1 ? away() : null));
  await expect(spool.drain(first.take)).rejects.toThrow('away');
  expect(spool.isWaiting()).toBe(true);
  await spool.append(spooled('four'), '');
  const again = listener();
  await spool.drain(again.take);
  expect(again.heard).toEqual(['one', 'two', 'three', 'four']);
});

test('a delivery that arrives while the last one is being taken over is taken over as well', async () => {
  const spool = await openSpool(folder, { log, newId });
  await spool.append(spooled('first'), '');
  const { heard, take } = listener();
  let late: Promise<void> | null = null;
  await spool.drain(async (batch) => {
    late ??= spool.append(spooled('late'), '');
    await late;
    return take(batch);
  });
  expect(heard).toEqual(['first', 'late']);
  expect(spool.isWaiting()).toBe(false);
});

test('a delivery that arrives when nothing more was found still waits', async () => {
  const spool = await openSpool(folder, { log, newId });
  await spool.append(spooled('first'), '');
  const { heard, take } = listener();
  const drained = spool.drain(take);
  await until(() => heard.length === 1);
  const late = spool.append(spooled('late'), '');
  await Promise.all([drained, late]);
  await spool.drain(take);
  expect(heard).toEqual(['first', 'late']);
});

test('a shutdown stops between two portions and leaves the rest on the disk', async () => {
  const spool = await openSpool(folder, { log, newId });
  const bodies = Array.from({ length: 450 }, (_, n) => String(n));
  await Promise.all(bodies.map((body) => spool.append(spooled(body), '')));
  const stopping = new AbortController();
  const { heard, take } = listener();
  const stopAfterOne: TakeSpooled = async (batch) => {
    stopping.abort();
    return take(batch);
  };
  await expect(spool.drain(stopAfterOne, stopping.signal)).rejects.toThrow('aborted');
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.length).toBeLessThan(450);
  expect(heard).toEqual(bodies.slice(0, heard.length));
  expect((await openSpool(folder, { log, newId })).isWaiting()).toBe(true);
});

test('files are taken over in the order of their numbers, even when the clock was set back', async () => {
  const line = async (body: string) => {
    const other = await mkdtemp(join(tmpdir(), 'jobrun-line-'));
    const spool = await openSpool(other, { log, newId });
    await spool.append(spooled(body), '');
    const text = await readFile(join(other, 'waiting.ndjson'), 'utf8');
    await rm(other, { recursive: true });
    return text;
  };
  const future = String(Date.now() + 10 ** 9).padStart(13, '0');
  await writeFile(join(folder, `${future}01.ndjson`), await line('older'));
  const spool = await openSpool(folder, { log, newId });
  await spool.append(spooled('newer'), '');
  const { heard, take } = listener();
  await spool.drain(take);
  expect(heard).toEqual(['older', 'newer']);
});

test('whatever appends and drains run into each other, nothing is lost and nothing overtakes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 5, maxLength: 40 }), async (actions) => {
      const spool = await openSpool(folder, { log, newId });
      const { heard, take } = listener();
      const work: Promise<unknown>[] = [];
      let written = 0;
      for (const isAppend of actions) {
        if (isAppend) work.push(spool.append(spooled(String(written++)), ''));
        else work.push(spool.drain(take));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await Promise.all(work);
      await spool.drain(take);
      expect(heard).toEqual(Array.from({ length: written }, (_, n) => String(n)));
      expect(spool.isWaiting()).toBe(false);
      await spool.close();
    }),
    { numRuns: 40 },
  );
});

test('what sorts by its id sorts as it arrived', async () => {
  const spool = await openSpool(folder, { log, newId });
  for (const body of ['one', 'two', 'three']) await spool.append(spooled(body), '');
  const back: string[] = [];
  await spool.drain(async (batch) => {
    back.push(...batch.map(({ id }) => id));
    return batch.map(() => ({ value: undefined }));
  });
  expect(back).toHaveLength(3);
  expect(back).toEqual([...back].sort());
});
