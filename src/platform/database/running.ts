/** Who has an embedded server: a process that lives, a process that was killed and left it behind, or nobody. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Who started the server: as long as that process lives, nobody else stops it. */
const OWNER_FILE = 'owner.pid';

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** A server that is already alive in this folder, from its postmaster.pid (lines: pid, folder, time, port). */
export async function runningServer(folder: string): Promise<RunningServer | null> {
  const file = join(folder, 'cluster', 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = (await readFile(file, 'utf8')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && isAlive(pid) && port > 0 ? { pid, port } : null;
}

/** Whether a living process uses the server of this folder: then its data are to be left alone. */
export async function isInUse(folder: string): Promise<boolean> {
  return (await runningServer(folder)) !== null && (await hasLivingOwner(folder));
}

export async function own(folder: string): Promise<void> {
  await writeFile(join(folder, OWNER_FILE), String(process.pid));
}

/** A server whose owner was killed gets a new one, who stops it; a server in use by its owner is only shared. */
export async function adopt(folder: string, serverPid: number): Promise<() => Promise<void>> {
  if (await hasLivingOwner(folder)) return async () => {};
  await own(folder);
  return () => endServer(serverPid, 'SIGINT');
}

/** Resolves when it is gone. `SIGINT` ends its sessions in order; `SIGQUIT` breaks everything off, as a crash does. */
export async function endServer(pid: number, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  process.kill(pid, signal);
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function hasLivingOwner(folder: string): Promise<boolean> {
  const file = join(folder, OWNER_FILE);
  const owner = existsSync(file) ? Number(await readFile(file, 'utf8')) : 0;
  return owner > 0 && isAlive(owner);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
