import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../src/platform/free-port.ts';
import { packageRoot } from '../../src/platform/root.ts';
import type { RecordEntry } from '../../src/simulator/index.ts';
import { until } from '../support/until.ts';
import { type FakeService, startFakeService } from './support/fake-service.ts';
import { recorded } from './support/lies.ts';
import { caller, jobrun, owner, pool, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobrun-record-'));
  stand = await startStand({ recordFile: join(folder, 'record.ndjson') });
});
afterAll(async () => {
  await stand.close();
  await rm(folder, { recursive: true });
});

async function ask(url: string, method = 'GET', body?: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}
const entriesIn = (ndjson: string): RecordEntry[] =>
  ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('a player in another process', () => {
  it('sets the lies, sees how many were told, and is told what is wrong', async () => {
    const lies = `${stand.sim.url}/_sim/lies`;
    const kinds = ['webhook_drop'];
    expect(await ask(lies, 'PUT', { seed: 11, rate: 1, kinds })).toMatchObject({
      json: { seed: 11, rate: 1, kinds },
    });
    stand.sim.network.phone(caller).text(pool, 'dropped');
    await stand.sim.waitFor(() => stand.sim.lies.counts().webhook_drop === 1);
    expect((await ask(lies)).json).toEqual({
      seed: 11,
      rate: 1,
      kinds,
      counts: { webhook_drop: 1 },
      withheld: 0,
    });
    expect(await ask(lies, 'PUT', { rate: 2 })).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining('from 0 to 1') },
    });
    expect(await ask(lies, 'PUT', { kinds: ['webhook_eat'] })).toMatchObject({ status: 400 });
    expect(await ask(lies, 'PUT', { rate: 0 })).toMatchObject({ json: { seed: 11, rate: 0 } });
  });

  it('reads the record while it grows, from any entry on, by type', async () => {
    const { sid } = stand.sim.network.phone(owner).text(jobrun, 'Line one\nline two — £5');
    await until(async () => (await recorded(stand.sim, 'text_in_over')).some((entry) => entry.sid === sid));
    const read = async (query: string) => {
      const response = await fetch(`${stand.sim.url}/_sim/record${query}`);
      expect(response.headers.get('content-type')).toContain('application/x-ndjson');
      return entriesIn(await response.text());
    };
    const all = await read('');
    expect(all.map(({ n }) => n)).toEqual(all.map((_, index) => index + 1));
    expect(all.find((entry) => entry.type === 'text_in' && entry.sid === sid)).toMatchObject({
      from: owner,
      to: jobrun,
      body: 'Line one\nline two — £5',
    });
    expect(await read('?type=text_in_over')).toMatchObject([{ isTaken: false }, { sid, isTaken: true }]);
    expect((await read(`?after=${all.length - 2}`)).map(({ n }) => n)).toEqual([all.length - 1, all.length]);
    expect(entriesIn(await readFile(join(folder, 'record.ndjson'), 'utf8'))).toEqual(all);
  });
});

describe('several nodes', () => {
  const nodes: FakeService[] = [];
  beforeEach(async () => {
    for (let n = 0; n < 3; n += 1) nodes.push(await startFakeService());
  });
  afterEach(async () => {
    stand.sim.targets.set(null);
    await Promise.all(nodes.splice(0).map((node) => node.close()));
  });
  const publicBaseUrl = 'https://service.example';

  async function text(count: number): Promise<void> {
    stand.sim.network.setNumber({
      phoneE164: pool,
      smsUrl: `${publicBaseUrl}/sms?webhook_token=t#rc=3&rp=all`,
    });
    const sids = Array.from(
      { length: count },
      (_, n) => stand.sim.network.phone(owner).text(pool, `${n}`).sid,
    );
    await until(async () => {
      const over = new Set((await recorded(stand.sim, 'text_in_over')).map(({ sid }) => sid));
      return sids.every((sid) => over.has(sid));
    });
  }

  it('are called in turn, with what is signed for the public URL', async () => {
    stand.sim.targets.set({ publicBaseUrl, nodes: nodes.map(({ url }) => url) });
    await text(6);
    expect(nodes.map((node) => node.at('/sms').length)).toEqual([2, 2, 2]);
    const got = nodes[0]?.at('/sms')[0];
    expect(got?.url).toContain('/sms?webhook_token=t');
    const webhook = stand.sim.network.webhooks().at(-1);
    expect(webhook?.url).toBe(`${publicBaseUrl}/sms?webhook_token=t`);
  });

  it('stand in for one that is gone, and the record says who was called', async () => {
    const gone = `http://127.0.0.1:${await freePort()}`;
    const [one, other] = nodes;
    const after = stand.sim.record.last;
    await ask(`${stand.sim.url}/_sim/targets`, 'PUT', { publicBaseUrl, nodes: [one?.url, gone, other?.url] });
    await text(6);
    const tries = await recorded(stand.sim, 'webhook', after);
    expect(tries.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual(Array(6).fill('1 answered'));
    expect(new Set(tries.map(({ node }) => node))).toEqual(new Set([one?.url, other?.url]));

    stand.sim.targets.set({ publicBaseUrl, nodes: [gone] });
    await text(1);
    const lost = (await recorded(stand.sim, 'webhook', after)).slice(6);
    expect(lost.map(({ attempt, outcome, node }) => [attempt, outcome, node])).toEqual(
      [1, 2, 3, 4].map((attempt) => [attempt, 'no_connection', gone]),
    );
  });
});

describe('npm run simulator', () => {
  let child: ChildProcess;
  afterAll(() => {
    if (child.exitCode === null) child.kill('SIGKILL');
  });

  it('is a simulator of its own, with its seed printed, and ends in an orderly way', async () => {
    const file = join(folder, 'own.ndjson');
    const flags = ['--port', '0', '--seed', '77', '--lies', '0.25', '--kinds', 'webhook_drop,stripe_late'];
    child = spawn(
      process.execPath,
      ['--import', 'tsx', 'scripts/simulator.ts', ...flags, '--pace', 'instant'],
      {
        cwd: packageRoot,
        env: { PATH: process.env.PATH, SIM_RECORD: file },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    child.stdout?.on('data', (bytes) => (output += String(bytes)));
    const url = await until(() => /^simulator (\S+) lies 0.25 seed 77$/m.exec(output)?.[1], {
      timeoutMs: 20_000,
    });
    expect((await ask(`${url}/_sim/lies`)).json).toMatchObject({
      ...{ seed: 77, rate: 0.25, kinds: ['webhook_drop', 'stripe_late'] },
    });
    await ask(`${url}/_sim/lies`, 'PUT', { rate: 0 });
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(entriesIn(await readFile(file, 'utf8'))).toMatchObject([
      { n: 1, type: 'lies_set', rate: 0, seed: 77 },
    ]);
  });
});
