/** An embedded server that begins empty each time, beside any other of its kind: for the demo, whose phones are gone after a run. */
import { rm } from 'node:fs/promises';
import { type EmbeddedDatabase, startEmbedded } from './embedded.ts';
import { reachableFolder } from './reachable.ts';
import { adopt, isInUse, runningServer } from './running.ts';

/** In the wanted folder, or in one beside it (`demo-2`) while a living process has its server there. */
export async function startFresh(wanted: string, nth = 1): Promise<EmbeddedDatabase> {
  const folder = await reachableFolder(nth === 1 ? wanted : `${wanted}-${nth}`);
  if (await isInUse(folder)) return startFresh(wanted, nth + 1);
  // A run that was killed may have left its server behind, which would go on writing into what is removed.
  const left = await runningServer(folder);
  if (left) await (await adopt(folder, left.pid))();
  await rm(folder, { recursive: true, force: true });
  return startEmbedded({ folder });
}
