/** The clock of the demo, and a node of a cluster that goes by it: also when it is turned, and after it was killed. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDemoClock } from '../../scripts/demo/clock.ts';
import { createNode, type NodeProcess } from '../../scripts/support/cluster/node.ts';
import { until } from '../support/until.ts';

const HOUR = 60 * 60_000;
/** A minute: what a slow machine may lose between two looks at a clock. */
const NEAR = 60_000;
const clock = createDemoClock();
let folder: string;
let node: NodeProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobrun-turned-'));
  const main = join(folder, 'main.mjs');
  await writeFile(
    main,
    'setInterval(() => console.log(new Date().toISOString(), Date.now(), Date.UTC(2030, 0)), 20);',
  );
  node = await createNode({ name: 'node', port: 1, folder, main, env: {}, clock });
});
afterAll(async () => {
  await node.kill();
  await rm(folder, { recursive: true, force: true });
});

/** Empties what the node has said, so that what is read was said afterwards. */
async function hoursAhead(): Promise<number> {
  await writeFile(node.logFile, '');
  const line = await until(async () =>
    /^(\S+) (\d+) 1893456000000$/m.exec(await readFile(node.logFile, 'utf8')),
  );
  const [, written, read] = line;
  expect(Math.abs(Date.parse(written ?? '') - Number(read))).toBeLessThan(NEAR);
  return (Number(read) - Date.now()) / HOUR;
}

test('the clock goes on from where it was turned to, and never back', () => {
  const before = createDemoClock();
  before.turnTo(new Date(Date.now() + HOUR));
  expect(before.now().getTime() - Date.now()).toBeGreaterThan(HOUR - NEAR);
  before.turnTo(new Date(0));
  before.turnTo(new Date(Number.NaN));
  expect(before.now().getTime() - Date.now()).toBeGreaterThan(HOUR - NEAR);
});

test('a node follows each turn, and starts again where the clock stands', async () => {
  await node.start();
  expect(await hoursAhead()).toBeCloseTo(0, 1);
  clock.turnTo(new Date(Date.now() + 5 * HOUR));
  await until(async () => (await hoursAhead()) > 4.9, { what: 'the node hears of the turn' });
  await node.kill();
  await node.start();
  expect(await hoursAhead()).toBeCloseTo(5, 1);
});
