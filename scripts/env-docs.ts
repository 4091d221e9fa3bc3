/** Writes `.env.example` and `docs/PRODUCTION_ENV.md` from the configuration's own rules; `--check` only compares. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../src/platform/root.ts';
import { envExample, productionEnv } from './support/env-documents.ts';
import { run, ScriptError } from './support/run.ts';

const { check } = new Command()
  .name('env-docs')
  .description('Writes .env.example and docs/PRODUCTION_ENV.md from src/platform/config/variables.ts.')
  .option('--check', 'write nothing; exit 1 when one of them is out of date', false)
  .parse()
  .opts<{ check: boolean }>();

const documents = { '.env.example': envExample(), 'docs/PRODUCTION_ENV.md': productionEnv() };

await run(async () => {
  const outdated = Object.entries(documents).filter(([file, text]) => present(file) !== text);
  const names = outdated.map(([file]) => file).join(' and ');
  if (outdated.length === 0) return console.log('The documents are as the configuration is.');
  if (check) throw new ScriptError(`Out of date: ${names}. Run: npx tsx scripts/env-docs.ts`);
  for (const [file, text] of outdated) {
    mkdirSync(dirname(join(packageRoot, file)), { recursive: true });
    writeFileSync(join(packageRoot, file), text);
  }
  console.log(`Written: ${names}.`);
});

function present(file: string): string | null {
  try {
    return readFileSync(join(packageRoot, file), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
