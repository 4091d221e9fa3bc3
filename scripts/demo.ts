/** `npm run demo`: the whole product on one machine: embedded PostgreSQL, ten pool numbers, the service, a simulated phone network. */
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { seedPool } from '../src/numbers/index.ts';
import { startFresh } from '../src/platform/database/index.ts';
import { freePort } from '../src/platform/free-port.ts';
import { openLog } from '../src/platform/log.ts';
import { packageRoot } from '../src/platform/root.ts';
import { humanPace } from '../src/simulator/index.ts';
import { isPhoneE164 } from '../src/values/phone.ts';
import { business, outboundEnv } from './demo/business.ts';
import { createDemoClock } from './demo/clock.ts';
import { openClusterDemo } from './demo/cluster.ts';
import { playOnboarding } from './demo/play.ts';
import { playReminder } from './demo/play-reminder.ts';
import { prepareReminders } from './demo/reminders/index.ts';
import { ONBOARDING_NUMBER, openStage, POOL_NUMBERS } from './support/stage.ts';

const from1 = (most: number) => (value: string) => {
  const parsed = Number(value);
  if (Number.isInteger(parsed) && parsed >= 1 && parsed <= most) return parsed;
  throw new InvalidArgumentError(`must be a whole number from 1 to ${most}`);
};
/** More than nine processes of a service tell nothing more, and a laptop has no room for them. */
const MOST_NODES = 9;

const { play, port, exit, nodes, lies } = new Command()
  .name('demo')
  .showHelpAfterError()
  .description('Starts everything on this machine and prints the address of a phone to play with.')
  .option('--play', 'shows an onboarding, a missed call and a reminder, played by a script', false)
  .option('--exit', 'ends when what is played is over', false)
  .option('--port <port>', 'where the phone page is', from1(65_535), 4100)
  .option(
    '--nodes <n>',
    'so many processes of the service behind one address, each may be killed on the page',
    from1(MOST_NODES),
  )
  .option(
    '--lies',
    'the network lies about one thing in twenty; three nodes unless --nodes says otherwise',
    false,
  )
  .parse()
  .opts<{ play: boolean; port: number; exit: boolean; nodes?: number; lies: boolean }>();

/** What an evening of breaking things by hand wants to see often enough. */
const LIE_RATE = 0.05;

/** The phones of the simulated network are gone after every run, so the database of the demo begins anew as well. */
const folder = join(packageRoot, '.data', 'demo');

const startedAt = performance.now();
const ready = (url: string) => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`\nJobRun is running (ready after ${seconds} s). Open the phone:\n\n  ${url}\n`);
  console.log(
    `Text "Plumber from London" to ${ONBOARDING_NUMBER}, or let an agent remind customers: "Reminders".`,
  );
  console.log('Ctrl-C ends everything.\n');
};

if (lies || nodes !== undefined) {
  const cluster = await openClusterDemo({
    nodes: nodes ?? 3,
    lieRate: lies ? LIE_RATE : 0,
    servicePort: await portOr(3000),
    simulatorPort: await portOr(port),
    print: (line) => console.log(line),
  });
  const end = endWith(() => cluster.close());
  ready(cluster.simulator.url);
  console.log('Break what you like with the switches on that page: Lost and Doubled stay at zero.\n');
  await playIfAsked(cluster, end);
} else {
  await demo();
}

async function demo(): Promise<void> {
  const given = process.env.DATABASE_URL;
  const database = given ? null : await startFresh(folder);
  const clock = createDemoClock();
  const reminders = prepareReminders(clock);
  const log = openLog({ format: 'pretty', level: process.env.LOG_LEVEL ?? 'warn' });
  const stage = await openStage({
    ...{ clock, business, simulator: { room: reminders.room } },
    databaseUrl: given ?? database?.url ?? '',
    servicePort: await portOr(3000),
    simulatorPort: await portOr(port),
    pace: humanPace,
    log,
    // A demo on a laptop shows the people of the demo, not the number of free numbers.
    env: {
      ...{ ...outboundEnv, POOL_LOW_WATER: '0' },
      ...(process.env.DATABASE_URL ? { DATABASE_URL: process.env.DATABASE_URL } : {}),
    },
  });
  await seedPool(stage.services.sql, POOL_NUMBERS.filter(isPhoneE164));
  await stage.connectNumbers();
  const access = await reminders.open(stage.services.sql, stage.serviceUrl);

  ready(stage.simulator.url);

  const end = endWith(async () => {
    // Ctrl-C reaches PostgreSQL as well, which goes at once: that connections break is no news to whoever pressed it.
    log.level = 'silent';
    await stage.close();
    await database?.stop();
  });

  await playIfAsked({ ...stage, access, clock }, end);
}

async function playIfAsked(
  stage: Parameters<typeof playOnboarding>[0] & Parameters<typeof playReminder>[0],
  end: () => Promise<void>,
): Promise<void> {
  if (!play) return;
  try {
    await playOnboarding(stage, (line) => console.log(line));
    await playReminder(stage, (line) => console.log(line));
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  if (exit) await end();
}

/** Ctrl-C and SIGTERM end everything once; so does what is returned. */
function endWith(close: () => Promise<void>): () => Promise<void> {
  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    console.log('\nEnding everything …');
    await close();
    process.exit(process.exitCode ?? 0);
  };
  process.on('SIGINT', () => void end());
  process.on('SIGTERM', () => void end());
  return end;
}

/** The usual port when it is free, any other otherwise: two demos may run side by side. */
async function portOr(wanted: number): Promise<number> {
  try {
    return await freePort(wanted);
  } catch {
    const port = await freePort();
    console.log(`Port ${wanted} is taken; ${port} is used instead.`);
    return port;
  }
}
