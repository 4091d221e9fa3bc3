/** A node for tests: shows that it is alive, takes one task, says so, and never ends it. A process of its own, to be killed. */
import { connect } from '../../src/platform/database/index.ts';
import { openLog } from '../../src/platform/log.ts';
import { startRunner } from '../../src/platform/queue/index.ts';

const url = process.argv[2] ?? '';
const sql = connect({ url, role: 'jobrun_engine', max: 2, applicationName: 'hanging-node' });
const taken = Promise.withResolvers<void>();
await startRunner({
  url,
  sql,
  concurrency: 1,
  log: openLog({ format: 'json', level: 'error' }),
  tasks: {
    hang: () => {
      taken.resolve();
      return new Promise(() => {});
    },
  },
});
// A task may be taken before its node has shown that it is alive; whoever asks without grace asks after both.
await taken.promise;
process.stdout.write('hanging\n');
