/** `npm run bench -- <name>`: the numbers, each as a ratio or a median of one run on this machine. Not part of the tests. */
import { Command, InvalidArgumentError } from 'commander';
import { benchAllocate } from './bench/allocate.ts';
import { type BatchOptions, benchBatch } from './bench/batch.ts';
import { benchClassify, type ClassifyOptions } from './bench/classify.ts';
import { benchCompare, type CompareOptions } from './bench/compare/index.ts';
import { benchFullTables, type FullTablesOptions } from './bench/full-tables/index.ts';
import { benchGate, type GateOptions } from './bench/gate/index.ts';
import { printHistory } from './bench/history.ts';
import { benchInbound } from './bench/inbound/index.ts';
import { benchMissedCall, type MissedCallOptions } from './bench/missed-call.ts';
import { benchNodes, type NodesOptions } from './bench/nodes.ts';
import { benchOutbound, type OutboundOptions } from './bench/outbound.ts';
import { benchScale, manualsSharedBuffers, type ScaleOptions } from './bench/scale/index.ts';
import { benchSoak, type SoakOptions } from './bench/soak.ts';
import { benchVoice, type VoiceOptions } from './bench/voice.ts';

const print = (line: string) => console.log(line);

function count(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('a number from 1 on');
  return number;
}

await new Command('bench')
  .showHelpAfterError()
  .description(
    'Measures the service on this machine, on a PostgreSQL server of its own with default durability.',
  )
  .addCommand(
    new Command('inbound')
      .description('inbound texts, signed, 64 connections, beside pgbench')
      .action(() => benchInbound(print)),
  )
  .addCommand(
    new Command('allocate')
      .description('numbers out of the pool, 32 at once, beside pgbench')
      .action(async () => void (await benchAllocate(print))),
  )
  .addCommand(
    new Command('missed-call')
      .description('from the webhook of a missed call to its text at Twilio, when idle')
      .option('--calls <n>', 'one after the other', count, 250)
      .action((options: MissedCallOptions) => benchMissedCall(print, options)),
  )
  .addCommand(
    new Command('voice')
      .description('the voice webhook, 64 connections')
      .option('--runs <n>', 'runs', count, 5)
      .option('--calls <n>', 'calls a run', count, 5_000)
      .action((options: VoiceOptions) => benchVoice(print, options)),
  )
  .addCommand(
    new Command('classify')
      .description('what callees say, understood by phrase rules, on one core')
      .option('--runs <n>', 'runs', count, 5)
      .option('--utterances <n>', 'utterances a run', count, 200_000)
      .action((options: ClassifyOptions) => benchClassify(print, options)),
  )
  .addCommand(
    new Command('batch')
      .description('a batch of calls as a CSV file, from the upload to the queue')
      .option('--runs <n>', 'runs', count, 5)
      .option('--recipients <n>', 'rows of a file', count, 10_000)
      .option('--large <n>', 'rows of a long one', count, 100_000)
      .option('--do-not-call <n>', 'entries of the list', count, 1_000_000)
      .action((options: BatchOptions) => benchBatch(print, options)),
  )
  .addCommand(
    new Command('outbound')
      .description('lists of people to call: filtered against a long list, written, queued')
      .option('--runs <n>', 'runs', count, 3)
      .option('--do-not-call <n>', 'entries of the list', count, 1_000_000)
      .action((options: OutboundOptions) => benchOutbound(print, options)),
  )
  .addCommand(
    new Command('gate')
      .description('what the consent gate costs inbound texts')
      .option('--runs <n>', 'runs', count, 7)
      .option('--texts <n>', 'texts a run', count, 10_000)
      .action((options: GateOptions) => benchGate(print, options)),
  )
  .addCommand(
    new Command('full-tables')
      .description('inbound texts and missed calls with empty and with full tables')
      .option('--runs <n>', 'runs', count, 5)
      .option('--texts <n>', 'texts a run', count, 10_000)
      .option('--calls <n>', 'missed calls a run', count, 50)
      .option('--opted-out <n>', 'phones that opted out', count, 100_000)
      .option('--messages <n>', 'texts in the table', count, 1_000_000)
      .action((options: FullTablesOptions) => benchFullTables(print, options)),
  )
  .addCommand(
    new Command('compare')
      .description('the same conversations on Restate and DBOS, installed in a folder of their own')
      .option('--rounds <n>', 'rounds', count, 3)
      .option('--seconds <n>', 'measured of each side in each round', count, 15)
      .option('--json', 'the result as JSON')
      .action((options: CompareOptions) => benchCompare(print, options)),
  )
  .addCommand(
    new Command('nodes')
      .description('inbound texts to two processes instead of one')
      .option('--runs <n>', 'runs', count, 5)
      .option('--texts <n>', 'texts a run', count, 20_000)
      .action((options: NodesOptions) => benchNodes(print, options)),
  )
  .addCommand(
    new Command('scale')
      .description('inbound texts in a small and in a large database')
      .option('--small <n>', 'conversations of the small one', count, 1_000)
      .option('--conversations <n>', 'conversations of the large one', count, 1_000_000)
      .option('--journal <n>', 'its journal rows', count, 10_000_000)
      .option('--messages <n>', 'its texts', count, 2_000_000)
      .option('--months <n>', 'over so many months', count, 12)
      .option('--runs <n>', 'runs', count, 5)
      .option('--texts <n>', 'texts a run', count, 20_000)
      .option('--shared-buffers <size>', 'of PostgreSQL', manualsSharedBuffers())
      .action((options: ScaleOptions) => benchScale(print, options)),
  )
  .addCommand(
    new Command('soak')
      .description('memory of one process under inbound texts without a pause')
      .option('--minutes <n>', 'how long', count, 60)
      .action((options: SoakOptions) => benchSoak(print, options)),
  )
  .addCommand(
    new Command('history')
      .description('what the benches found here before')
      .action(() => printHistory(print)),
  )
  .parseAsync();
