/** The rivals' folder: packages of its own, outside the product's dependencies, installed when they are first needed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../yardstick.ts';

export const RIVALS_FOLDER = join(import.meta.dirname, 'rivals');

/** Where npm notes what it installed, in the shape of its lockfile. */
const INSTALLED = join(RIVALS_FOLDER, 'node_modules', '.package-lock.json');

type Versions = Readonly<Record<string, string>>;

/**
 * Installs what the lockfile says unless it is there, and resolves to the versions by package. No package's scripts are
 * run: none is needed, and one only reports the installation to its maker.
 */
export async function installRivals(print: (line: string) => void): Promise<Versions> {
  const wanted = await readVersions(join(RIVALS_FOLDER, 'package-lock.json'));
  const present = await readVersions(INSTALLED).catch((): Versions => ({}));
  if (Object.entries(present).some(([name, version]) => wanted[name] !== version) || !hasAll(present)) {
    print(`Installing Restate and DBOS into ${RIVALS_FOLDER}, about 250 MB, once …`);
    await runCommand('npm', ['ci', '--ignore-scripts', '--prefix', RIVALS_FOLDER]);
  }
  return readVersions(INSTALLED);
}

const hasAll = (versions: Versions) =>
  ['@restatedev/restate-server', '@restatedev/xstate', '@dbos-inc/dbos-sdk'].every((name) => versions[name]);

async function readVersions(file: string): Promise<Versions> {
  const { packages } = JSON.parse(await readFile(file, 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version?: string }>>;
  };
  return Object.fromEntries(
    Object.entries(packages).flatMap(([path, { version }]) =>
      path.startsWith('node_modules/') && version ? [[path.slice('node_modules/'.length), version]] : [],
    ),
  );
}

/** The server's own program, of the package of this platform; its wrapper would be one more process to end. */
export const restateServerPath = () =>
  join(
    RIVALS_FOLDER,
    'node_modules/@restatedev',
    `restate-server-${process.platform}-${process.arch}`,
    'bin/restate-server',
  );
