/** Compiles the service into a folder of its own, so that it starts as in production and nobody's `dist/` is touched. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/platform/root.ts';

export interface BuiltService {
  /** The file that `node` runs. */
  readonly main: string;
  remove(): Promise<void>;
}

/** Inside the package, so that the compiled files find its dependencies and migrations. */
export async function buildService(): Promise<BuiltService> {
  const parent = join(packageRoot, '.data');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'service-'));
  const compiler = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', folder], {
    cwd: packageRoot,
  });
  return {
    main: join(folder, 'src', 'main.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
