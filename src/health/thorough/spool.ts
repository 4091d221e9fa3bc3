/** Deliveries on this machine's disk: they wait for the database, or were refused by the engine. */
import { spoolSize } from '../../inbox/index.ts';
import type { Finding } from '../check.ts';

export async function findSpooled(folder: string): Promise<Finding[]> {
  const { waitingBytes, rejectedBytes } = await spoolSize(folder);
  const findings: Finding[] = [];
  if (waitingBytes > 0) {
    findings.push({
      severity: 'warning',
      what: `Deliveries wait on the disk (${waitingBytes} bytes): the database was away, or no process runs to replay them.`,
      remedy: 'start the service with this SPOOL_DIR; it replays them in order',
      count: 1,
    });
  }
  if (rejectedBytes > 0) {
    findings.push({
      severity: 'error',
      what: `The engine could neither take nor store deliveries from the disk (${rejectedBytes} bytes).`,
      remedy:
        'read rejected.ndjson in SPOOL_DIR and spool.rejected in the log; remove the file when it is settled',
      count: 1,
    });
  }
  return findings;
}
