/** `npm run bench -- inbound | allocate`: the numbers, as ratios to pgbench in the same run. Not part of the tests. */
import { Command } from 'commander';
import { benchAllocate } from './bench/allocate.ts';
import { benchInbound } from './bench/inbound/index.ts';

const print = (line: string) => console.log(line);

await new Command('bench')
  .description('Measures the service on this machine, beside pgbench on the same server in the same run.')
  .addCommand(
    new Command('inbound')
      .description('inbound texts, signed, 64 connections')
      .action(() => benchInbound(print)),
  )
  .addCommand(
    new Command('allocate')
      .description('numbers out of the pool, 32 at once')
      .action(async () => void (await benchAllocate(print))),
  )
  .parseAsync();
