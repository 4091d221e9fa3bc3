/** `npm run timeline -- 07700900123`: everything that ever happened to one phone, in order, as owner and as caller. Reads only. */
import { Command } from 'commander';
import { loadVariables } from '../src/platform/config/index.ts';
import { parsePhone } from '../src/values/phone.ts';
import { openReadOnly } from './support/read-only.ts';
import { run, ScriptError } from './support/run.ts';
import { isTimeZone, linesOf } from './timeline/lines.ts';
import { readTimeline } from './timeline/read.ts';
import { readSince } from './timeline/since.ts';

interface Options {
  readonly since?: string;
  readonly zone: string;
  readonly json: boolean;
}

const program = new Command('timeline')
  .showHelpAfterError()
  .description(
    'Texts, calls, payments, transitions, consent, promises and timers of one phone, in their order.',
  )
  .argument('<phone>', 'in any usual spelling: 07700 900123, 447700900123, +447700900123')
  .option('--since <when>', 'only from then on: 2026-11-01, 2026-11-01T08:00Z, or 24h, 7d')
  .option('--zone <zone>', 'the time zone of the times, such as Europe/London', 'UTC')
  .option('--json', 'one JSON object a line', false)
  .parse();
const [given = ''] = program.args;
const options = program.opts<Options>();

await run(async () => {
  const { DEFAULT_COUNTRY } = loadVariables(process.env, ['DEFAULT_COUNTRY']);
  const phone = parsePhone(given, DEFAULT_COUNTRY);
  if (!phone) throw new ScriptError(`"${given}" is not a phone number.`);
  const since = options.since === undefined ? null : readSince(options.since, new Date());
  if (options.since !== undefined && !since) throw new ScriptError(`--since "${options.since}" is no time.`);
  if (!isTimeZone(options.zone)) throw new ScriptError(`--zone "${options.zone}" is no time zone.`);
  const database = await openReadOnly(process.env);
  try {
    const timeline = await readTimeline(database.sql, phone, since);
    if (options.json) for (const one of timeline.entries) console.log(JSON.stringify(one));
    else console.log(linesOf(timeline, options.zone).join('\n'));
  } finally {
    await database.close();
  }
});
