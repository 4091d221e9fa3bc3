/** What the doctor looked at and what was found, as a person reads it. */
import type { Finding } from '../../src/health/index.ts';
import { maskSecrets } from '../../src/platform/mask-secrets.ts';

export interface Examined {
  readonly check: string;
  readonly findings: readonly Finding[];
}

type Found = Finding | readonly Finding[] | null;

/** A check that fails is a finding: what could not be looked at is not healthy. */
export async function examine(check: string, look: () => Promise<Found>): Promise<Examined> {
  try {
    const found = await look();
    return { check, findings: found === null ? [] : [found].flat() };
  } catch (error) {
    const reason = maskSecrets(error instanceof Error ? error.message : String(error));
    const finding: Finding = {
      severity: 'error',
      what: `It could not be looked at: ${reason.split('\n')[0]}`,
      remedy: 'put that right and run npm run doctor again',
      count: 1,
    };
    return { check, findings: [finding] };
  }
}

/** Wide enough for the longest name of a check. */
const NAME_WIDTH = 30;

export function report(examined: readonly Examined[]): string {
  const lines = examined.flatMap(({ check, findings }) =>
    findings.length === 0 ? [`ok       ${check}`] : findings.flatMap((finding) => linesOf(check, finding)),
  );
  const found = examined.flatMap(({ findings }) => findings);
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const end =
    found.length === 0
      ? `All is well: ${examined.length} checks.`
      : `${examined.length} checks: ${errors} errors, ${found.length - errors} warnings.`;
  return [...lines, '', end].join('\n');
}

function linesOf(check: string, { severity, what, remedy, count, examples = [] }: Finding): string[] {
  const head = `${severity.toUpperCase().padEnd(8)} ${check.padEnd(NAME_WIDTH)} ${count} ${count === 1 ? 'case' : 'cases'}`;
  return [
    head.trimEnd(),
    `         ${what}`,
    ...examples.map((one) => `         - ${one}`),
    `         → ${remedy}`,
  ];
}
