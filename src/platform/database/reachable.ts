/** Finds a folder that the server's own user can reach, because PostgreSQL refuses to run as root. */
import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Permission bit: others may walk through. */
const OTHERS_MAY_ENTER = 0o001;

/**
 * The wanted folder, made when it is missing. When this process is root and the folder lies under one that is closed
 * to others (`/root`, a private temporary folder), a folder under the system's temporary one takes its place; its name
 * is derived from the wanted path, so that the next start finds the same data.
 */
export async function reachableFolder(wanted: string): Promise<string> {
  await mkdir(wanted, { recursive: true });
  if (process.getuid?.() !== 0 || (await isOpenToOthers(resolve(wanted)))) return wanted;
  const name = createHash('sha256').update(resolve(wanted)).digest('hex').slice(0, 12);
  const instead = join(tmpdir(), `jobrun-postgres-${name}`);
  await mkdir(instead, { recursive: true });
  return instead;
}

async function isOpenToOthers(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & OTHERS_MAY_ENTER) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || isOpenToOthers(parent);
}
