/** Prints a run for people: one line a check, and expected beside actual in full where they differ or are asked for. */
import type { Verdict } from './judge.ts';
import type { Act, Note, Scene } from './script.ts';

export interface ReportOptions {
  readonly print: (line: string) => void;
  /** Expected and actual in full for every check. */
  readonly isVerbose: boolean;
}

export interface Report {
  title(text: string): void;
  scene(scene: Scene): void;
  step(step: Act | Note): void;
  verdict(verdict: Verdict): void;
}

export function createReport({ print, isVerbose }: ReportOptions): Report {
  return {
    title: (text) => print(text),
    scene: ({ title, goal }) => {
      print('');
      print(title);
      print(`  ${goal}`);
    },
    step: (step) => {
      const [first = '', ...rest] = describe(step).split('\n');
      print(`  ${first}${rest.length > 0 && !isVerbose ? ' …' : ''}`);
      if (isVerbose) for (const line of rest) print(`        ${line}`);
    },
    verdict: (verdict) => {
      print(`    ${verdict.isPassed ? 'PASS' : 'FAIL'}  ${verdict.kind.padEnd(8)}${verdict.what}`);
      if (verdict.isPassed && !isVerbose) return;
      block(print, 'expected', verdict.expected);
      block(print, 'actual', verdict.actual);
      if (!verdict.isPassed) print(`          ${firstDifference(verdict)}`);
    },
  };
}

function describe(step: Act | Note): string {
  switch (step.kind) {
    case 'note':
      return `note  ${step.note}`;
    case 'sql':
      return `sql   ${step.sql}`;
    case 'text':
      return `text  ${step.from} → ${step.to}: ${step.body}`;
    case 'forwardedCall':
      return `call  ${step.caller} rings ${step.owner}, who does not answer: forwarded to ${step.number}`;
    case 'curl':
      return step.command;
    case 'callee':
      return `phone ${step.phone} answers and says: ${step.says.join(' / ')}`;
    case 'inboundCall':
      return `call  ${step.caller} rings ${step.number}`;
    case 'script':
      return `run   scripts/${[`${step.script}.ts`, ...step.args].join(' ')}`;
    default:
      return step satisfies never;
  }
}

function block(print: (line: string) => void, name: string, text: string): void {
  const lines = text.split('\n');
  lines.forEach((line, at) => {
    print(`          ${(at === 0 ? name : '').padEnd(9)}│ ${line}`);
  });
}

/** Where two texts part; a byte that cannot be seen is shown by its code point. */
function firstDifference({ expected, actual }: Verdict): string {
  const [left, right] = [[...expected], [...actual]];
  const at = left.findIndex((character, index) => character !== right[index]);
  const place = at < 0 ? left.length : at;
  const line = left.slice(0, place).filter((character) => character === '\n').length + 1;
  return `first difference in line ${line}: expected ${named(left[place])}, actual ${named(right[place])}`;
}

function named(character: string | undefined): string {
  if (character === undefined) return 'the end';
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return `${JSON.stringify(character)} (U+${code})`;
}
