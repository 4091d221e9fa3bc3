/** `npm run demo`: the whole product on one machine: embedded PostgreSQL, ten pool numbers, the service, a simulated phone network. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { seedPool } from '../src/numbers/index.ts';
import { startEmbedded } from '../src/platform/database/index.ts';
import { freePort } from '../src/platform/free-port.ts';
import { openLog } from '../src/platform/log.ts';
import { packageRoot } from '../src/platform/root.ts';
import { humanPace } from '../src/simulator/index.ts';
import { isPhoneE164 } from '../src/values/phone.ts';
import { playOnboarding } from './demo/play.ts';
import { openStage, POOL_NUMBERS } from './support/stage.ts';

const { play, port, exit } = new Command()
  .name('demo')
  .description('Starts everything on this machine and prints the address of a phone to play with.')
  .option('--play', 'shows a whole onboarding, played by a script', false)
  .option('--exit', 'ends when the played onboarding is over', false)
  .option('--port <port>', 'where the phone page is', '4100')
  .parse()
  .opts<{ play: boolean; port: string; exit: boolean }>();

const startedAt = performance.now();
// The phones of the simulated network are gone after every run, so the database of the demo begins anew as well.
const folder = join(packageRoot, '.data', 'demo');
const given = process.env.DATABASE_URL;
const database = given ? null : await freshDatabase();
const stage = await openStage({
  databaseUrl: given ?? database?.url ?? '',
  servicePort: await portOr(3000),
  simulatorPort: await portOr(Number(port)),
  pace: humanPace,
  log: openLog({ format: 'pretty', level: process.env.LOG_LEVEL ?? 'warn' }),
  // A demo on a laptop shows the people of the demo, not the number of free numbers.
  env: {
    POOL_LOW_WATER: '0',
    ...(process.env.DATABASE_URL ? { DATABASE_URL: process.env.DATABASE_URL } : {}),
  },
});
await seedPool(stage.services.sql, POOL_NUMBERS.filter(isPhoneE164));
await stage.connectNumbers();

const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
console.log(`\nJobRun is running (ready after ${seconds} s). Open the phone:\n\n  ${stage.simulator.url}\n`);
console.log(`Text "Plumber from London" to ${stage.config.ONBOARDING_NUMBER}. Ctrl-C ends everything.\n`);

let isEnding = false;
const end = async () => {
  if (isEnding) return;
  isEnding = true;
  await stage.close();
  await database?.stop();
  process.exit(process.exitCode ?? 0);
};
process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());

if (play) {
  try {
    await playOnboarding(stage, (line) => console.log(line));
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  if (exit) await end();
}

/** A demo that was killed may have left its server behind; `startEmbedded` adopts it, and stopping it frees the folder. */
async function freshDatabase() {
  if (existsSync(folder)) {
    await (await startEmbedded({ folder })).stop();
    await rm(folder, { recursive: true });
  }
  return startEmbedded({ folder });
}

/** The usual port when it is free, any other otherwise: two demos may run side by side. */
async function portOr(wanted: number): Promise<number> {
  return freePort(wanted).catch(() => freePort());
}
