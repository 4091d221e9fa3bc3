/** Looks at what followed from an act and judges it: expected and actual as text, and whether they are the same. */
import { isDeepStrictEqual } from 'node:util';
import { settle, type Window } from './act.ts';
import { isDocumented, isSameRecord, readDocumentedBlock } from './documented-log.ts';
import { areSameRows, printRow, showRows } from './printed-rows.ts';
import type {
  AnswerCheck,
  Check,
  GrepCheck,
  LogsCheck,
  PrintedRow,
  ResultsCheck,
  RowsCheck,
  TextsCheck,
} from './script.ts';
import type { Theatre } from './theatre.ts';
import { until } from './until.ts';

export interface Verdict {
  readonly kind: Check['kind'] | 'act' | 'errors';
  readonly what: string;
  readonly isPassed: boolean;
  /** For people; byte for byte where the runbook is. */
  readonly expected: string;
  readonly actual: string;
}

/** A check that cannot be made, such as SQL that does not run, is a difference like any other. */
export async function judge(theatre: Theatre, check: Check, window: Window): Promise<Verdict> {
  try {
    return await judgeOne(theatre, check, window);
  } catch (error) {
    const actual = error instanceof Error ? error.message : String(error);
    const what = 'what' in check ? check.what : check.kind;
    return { kind: check.kind, what, isPassed: false, expected: '(an answer)', actual };
  }
}

function judgeOne(theatre: Theatre, check: Check, window: Window): Promise<Verdict> | Verdict {
  switch (check.kind) {
    case 'rows':
      return judgeRows(theatre, check);
    case 'logs':
      return judgeLogs(check, window);
    case 'texts':
      return judgeTexts(theatre, check, window);
    case 'results':
      return judgeResults(check, window);
    case 'answer':
      return judgeAnswer(check, window);
    case 'grep':
      return judgeGrep(theatre, check);
    default:
      return check satisfies never;
  }
}

async function judgeRows(theatre: Theatre, check: RowsCheck): Promise<Verdict> {
  const { expected } = check;
  const isOrdered = /\bORDER BY\b/i.test(check.sql.replace(/\([^()]*\)/g, ''));
  const areAsExpected = (rows: readonly PrintedRow[]) =>
    'rule' in expected ? expected.holds(rows) : areSameRows(expected, rows, isOrdered);
  let actual: readonly PrintedRow[] = [];
  const isPassed = await until(async () => {
    actual = (await theatre.operator.unsafe(theatre.fill(check.sql))).map(printRow);
    return areAsExpected(actual);
  }, check.withinMs ?? 0);
  // What was waited for has its own consequences, and later checks look at them.
  if (check.withinMs !== undefined) await settle(theatre, await theatre.stage());
  return {
    kind: 'rows',
    what: check.what,
    isPassed,
    expected: 'rule' in expected ? expected.rule : showRows(expected),
    actual: showRows(actual),
  };
}

/** Twice: the block as printed to the byte, and its object lines as records by name and fields. */
function judgeLogs(check: LogsCheck, window: Window): Verdict {
  const actual = window.records().filter(isDocumented);
  const printed = actual.map((record) => record.printed).join('\n');
  const documented = readDocumentedBlock(check.documented);
  const areRecords =
    documented.length === actual.length &&
    documented.every((record, at) => {
      const found = actual[at];
      return found !== undefined && isSameRecord(record, found);
    });
  const isPrinted = printed === check.documented;
  return {
    kind: 'logs',
    what: `${documented.length} lines in the documented order`,
    isPassed: areRecords && isPrinted,
    expected: check.documented,
    // Printed alike and yet different: only the records themselves show how.
    actual:
      isPrinted && !areRecords
        ? actual.map(({ msg, fields }) => `${msg} ${JSON.stringify(fields)}`).join('\n')
        : printed,
  };
}

async function judgeTexts(theatre: Theatre, check: TextsCheck, window: Window): Promise<Verdict> {
  const link = check.standIn ? await linkOf(theatre, check.standIn.pathSql) : '';
  const expected = check.expected.map((one) =>
    typeof one === 'string' && check.standIn ? one.replace(check.standIn.placeholder, () => link) : one,
  );
  const actual = (await window.textsTo(check.phone)).map(({ body }) => body);
  const isPassed =
    expected.length === actual.length &&
    expected.every((one, at) => {
      const body = actual[at] ?? '';
      return typeof one === 'string' ? one === body : one.matching.test(body);
    });
  const own = check.expected.some((one) => typeof one !== 'string');
  const note = check.standIn ? ` (${check.standIn.why})` : own ? ' (and one in its own words)' : '';
  return {
    kind: 'texts',
    what: `${expected.length === 1 ? 'text' : `${expected.length} texts`} to ${check.phone}${note}`,
    isPassed,
    expected: showTexts(
      expected.map((one) => (typeof one === 'string' ? one : `<${one.ownWording}: ${one.matching}>`)),
    ),
    actual: showTexts(actual),
  };
}

async function linkOf(theatre: Theatre, pathSql: string): Promise<string> {
  const [row] = await theatre.operator.unsafe(pathSql);
  const { serviceUrl } = await theatre.stage();
  return serviceUrl + String(Object.values(row ?? {})[0]);
}

function showTexts(bodies: readonly string[]): string {
  return bodies.length === 0 ? '(no text)' : bodies.join('\n--- the next text ---\n');
}

function judgeResults(check: ResultsCheck, { results }: Window): Verdict {
  const { expected } = check;
  const shown = (values: readonly Readonly<Record<string, unknown>>[]) =>
    values.length === 0 ? '(no result)' : values.map((value) => JSON.stringify(value)).join('\n');
  return {
    kind: 'results',
    what: check.what,
    isPassed: 'rule' in expected ? expected.holds(results) : shown(expected) === shown(results),
    expected: 'rule' in expected ? expected.rule : shown(expected),
    actual: shown(results),
  };
}

function judgeAnswer(check: AnswerCheck, { answer }: Window): Verdict {
  const { status, body, atLeast } = check;
  const shown = (code: number | undefined, json: unknown) => `${code} ${JSON.stringify(json)}`;
  const actual = answer && isObject(answer.json) ? answer.json : {};
  const isBody = body === undefined || isDeepStrictEqual(answer?.json, body);
  const hasFields = Object.entries(atLeast ?? {}).every(([name, value]) =>
    isDeepStrictEqual(actual[name], value),
  );
  return {
    kind: 'answer',
    what: check.what,
    isPassed: answer?.status === status && isBody && hasFields,
    expected: shown(status, body ?? { ...atLeast, '…': '…' }),
    actual: shown(answer?.status, answer?.json),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A log is there once the service is. */
async function judgeGrep(
  theatre: Theatre,
  { pattern, isFound, followedBy = [] }: GrepCheck,
): Promise<Verdict> {
  await theatre.stage();
  const { records } = theatre;
  const lines = records.flatMap(({ printed }) => printed.split('\n'));
  const found = lines.filter((line) => line.includes(pattern));
  const at = lines.findIndex((line) => line.includes(pattern));
  const after = lines.slice(at + 1, at + 1 + followedBy.length);
  return {
    kind: 'grep',
    what: isFound ? pattern : `no line with "${pattern}"`,
    isPassed: isFound ? found.length > 0 && isDeepStrictEqual(after, followedBy) : found.length === 0,
    expected: isFound ? [`(a line with ${pattern})`, ...followedBy].join('\n') : '(no line)',
    actual: found.length === 0 ? '(no line)' : [...found.slice(0, 3), ...(isFound ? after : [])].join('\n'),
  };
}

/** Nothing may have thrown on the way, whatever was answered in the end. */
export function judgeErrors(theatre: Theatre, from: number): Verdict {
  const errors = theatre.records.slice(from).filter(({ fields }) => 'err' in fields);
  return {
    kind: 'errors',
    what: 'no exception in the log',
    isPassed: errors.length === 0,
    expected: '(none)',
    actual: errors.length === 0 ? '(none)' : errors.map(({ printed }) => printed).join('\n'),
  };
}
