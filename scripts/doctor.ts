/** `npm run doctor`: everything that can be told about the health of a deployment, each finding with its remedy. Changes nothing. */
import { join } from 'node:path';
import { Command } from 'commander';
import { machines } from '../machines/index.ts';
import {
  checks,
  type Finding,
  findClockSkew,
  findPendingMigrations,
  findSpooled,
  findStranded,
} from '../src/health/index.ts';
import { loadVariables } from '../src/platform/config/index.ts';
import { connect, type Sql, startEmbedded } from '../src/platform/database/index.ts';
import { packageRoot } from '../src/platform/root.ts';
import { findConfigProblems } from './doctor/configuration.ts';
import { findDrift } from './doctor/drift.ts';
import { type Examined, examine, report } from './doctor/report.ts';
import { reach } from './support/reach.ts';
import { run } from './support/run.ts';

/** 30 s: a check that takes longer has found something, too. */
const STATEMENT_TIMEOUT_MS = 30_000;

const options = new Command('doctor')
  .showHelpAfterError()
  .description(
    'Looks at database, migrations, clocks, queue, conversations, pool, webhooks and configuration.',
  )
  .option('--json', 'one JSON object instead of lines', false)
  .option('--offline', 'do not ask Twilio where the numbers point', false)
  .parse()
  .opts<{ json: boolean; offline: boolean }>();

await run(async () => {
  const examined = [
    await examine('configuration', async () => findConfigProblems(process.env)),
    await examine('spool', () => findSpooled(spoolFolder())),
    ...(await examineDatabase()),
  ];
  console.log(options.json ? JSON.stringify({ examined }, null, 2) : report(examined));
  if (examined.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
});

/** What cannot be asked because the database is away is not called healthy: it is left out, and that is a finding. */
async function examineDatabase(): Promise<Examined[]> {
  const { DATABASE_URL: given } = loadVariables(process.env, ['DATABASE_URL']);
  const server = given
    ? { url: given, stop: async () => {} }
    : await startEmbedded({ folder: join(packageRoot, '.data/postgres') });
  const sql = connect({
    url: server.url,
    role: 'jobrun_engine',
    max: 1,
    applicationName: 'jobrun-doctor',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  try {
    const reached = await examine('database', () => findUnreachable(sql));
    if (reached.findings.length > 0) return [reached];
    const migrations = await examine('migrations', () => findPendingMigrations(sql));
    if (migrations.findings.length > 0) return [reached, migrations];
    return [reached, migrations, ...(await examineContents(sql))];
  } finally {
    await sql.end({ timeout: 1 });
    await server.stop();
  }
}

async function examineContents(sql: Sql): Promise<Examined[]> {
  const { POOL_LOW_WATER: poolLowWater } = loadVariables(process.env, ['POOL_LOW_WATER']);
  const examined: Examined[] = [await examine('clock_skew', () => findClockSkew(sql))];
  for (const { name, run: look } of checks) {
    examined.push(await examine(name, () => look({ sql, poolLowWater, now: new Date() })));
  }
  examined.push(await examine('stranded_conversations', () => findStranded(sql, machines)));
  if (!options.offline) examined.push(await examine('webhook_drift', () => findDrift(sql, process.env)));
  return examined;
}

async function findUnreachable(sql: Sql): Promise<Finding | null> {
  const trouble = await reach(sql);
  return trouble && { severity: 'error', ...trouble, count: 1 };
}

function spoolFolder(): string {
  const { SPOOL_DIR: folder } = loadVariables(process.env, ['SPOOL_DIR']);
  return folder.startsWith('/') ? folder : join(packageRoot, folder);
}
