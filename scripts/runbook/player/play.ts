/** Plays a runbook from its first step to its last and says what was different. */
import { closeOnInterrupt } from '../../support/interrupt.ts';
import { perform, type Window } from './act.ts';
import { judge, judgeErrors, type Verdict } from './judge.ts';
import { createReport, type Report, type ReportOptions } from './report.ts';
import type { Runbook, Scene } from './script.ts';
import { openTheatre, type Theatre, type TheatreOptions } from './theatre.ts';

export interface Outcome {
  readonly scenes: readonly { readonly title: string; readonly verdicts: readonly Verdict[] }[];
  readonly checks: number;
  readonly differences: number;
}

/** Rejects only when it could not be played at all; a difference is an outcome. */
export async function playRunbook(
  runbook: Runbook,
  options: TheatreOptions & ReportOptions,
): Promise<Outcome> {
  const startedAt = performance.now();
  const report = createReport(options);
  const { placeholders, hour } = runbook;
  const env = { ...runbook.env, ...options.env };
  const theatre = await openTheatre({ ...options, placeholders, hour, env });
  const stay = closeOnInterrupt(() => theatre.close());
  try {
    report.title(runbook.title);
    report.title(`  database: ${theatre.database.where}`);
    const scenes = [];
    for (const scene of [runbook.setup, ...runbook.scenes]) {
      scenes.push({ title: scene.title, verdicts: await playScene(theatre, scene, report) });
    }
    const outcome = countOutcome(scenes);
    summarize(outcome, (performance.now() - startedAt) / 1000, options.print);
    return outcome;
  } finally {
    stay();
    await theatre.close();
  }
}

async function playScene(theatre: Theatre, scene: Scene, report: Report): Promise<Verdict[]> {
  report.scene(scene);
  const verdicts: Verdict[] = [];
  const recordsBefore = theatre.records.length;
  const give = (verdict: Verdict) => {
    verdicts.push(verdict);
    report.verdict(verdict);
  };
  let window: Window = {
    records: () => [],
    results: [],
    answer: null,
    textsTo: async () => [],
    trouble: null,
  };
  for (const step of scene.steps) {
    switch (step.kind) {
      case 'note':
        report.step(step);
        break;
      case 'rows':
      case 'logs':
      case 'texts':
      case 'results':
      case 'answer':
      case 'grep':
        give(await judge(theatre, step, window));
        break;
      default:
        report.step(step);
        window = await perform(theatre, step);
        if (window.trouble !== null) give(failedAct(window.trouble));
    }
  }
  give(judgeErrors(theatre, recordsBefore));
  return verdicts;
}

function failedAct(trouble: string): Verdict {
  return { kind: 'act', what: 'could not be done', isPassed: false, expected: '(done)', actual: trouble };
}

function countOutcome(scenes: Outcome['scenes']): Outcome {
  const verdicts = scenes.flatMap((scene) => scene.verdicts);
  return {
    scenes,
    checks: verdicts.length,
    differences: verdicts.filter(({ isPassed }) => !isPassed).length,
  };
}

function summarize(outcome: Outcome, seconds: number, print: (line: string) => void): void {
  print('');
  for (const { title, verdicts } of outcome.scenes) {
    const failed = verdicts.filter(({ isPassed }) => !isPassed).length;
    const count = `${verdicts.length - failed} of ${verdicts.length}`.padStart(8);
    print(`${failed === 0 ? 'PASS' : 'FAIL'}  ${count}  ${title}`);
  }
  print('');
  const { differences } = outcome;
  print(
    `${differences === 0 ? 'PASS' : 'FAIL'}  ${outcome.checks} checks, ${differences} ${differences === 1 ? 'difference' : 'differences'}, ${seconds.toFixed(1)} s`,
  );
}
