/** `npm run layers`: do all imports go downwards? The rules are in `.dependency-cruiser.mjs`. */
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

const options = await extractOptions('./.dependency-cruiser.mjs');
// The tool's own printed report would add a notice about TypeScript 7, which it reads through swc instead.
const { output } = await cruise(['src', 'machines', 'scripts', 'tests'], { ...options, validate: true });
const { summary, modules } = reportOf(output);
for (const { rule, from, to, comment } of summary.violations) {
  console.error(`${rule.name}: ${from} → ${to}${comment ? `\n  ${comment}` : ''}`);
}
/** Fewer files than that means that the reader failed, not that the house is empty. */
const LEAST_FILES = 100;
if (modules.length < LEAST_FILES) throw new Error(`only ${modules.length} files were read`);
if (summary.error > 0) process.exitCode = 1;
else console.log(`Layers: ${modules.length} files, all imports go downwards.`);

/** Without a reporter the result is the object itself, not its text. */
function reportOf(result: ICruiseResult | string): ICruiseResult {
  if (typeof result === 'string') throw new Error('expected a result, not a report');
  return result;
}
