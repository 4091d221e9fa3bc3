/** A node for tests: takes one task, says so, and never ends it. Started as a process of its own, to be killed. */
import { connect } from '../../src/platform/database/index.ts';
import { openLog } from '../../src/platform/log.ts';
import { startRunner } from '../../src/platform/queue/index.ts';

const url = process.argv[2] ?? '';
const sql = connect({ url, role: 'jobrun_engine', max: 2, applicationName: 'hanging-node' });
await startRunner({
  url,
  sql,
  concurrency: 1,
  log: openLog({ format: 'json', level: 'error' }),
  tasks: {
    hang: () => {
      process.stdout.write('hanging\n');
      return new Promise(() => {});
    },
  },
});
