/** Short ways to write the steps of a runbook, so that a scenario reads like the document it was copied from. */
import type {
  AnswerCheck,
  CalleeAct,
  CurlAct,
  ForwardedCallAct,
  GrepCheck,
  InboundCallAct,
  LogsCheck,
  Note,
  OwnWording,
  ResultsCheck,
  RowsCheck,
  ScriptAct,
  SqlAct,
  TextAct,
  TextsCheck,
} from './script.ts';

export const note = (text: string): Note => ({ kind: 'note', note: text });

export const sql = (statement: string): SqlAct => ({ kind: 'sql', sql: statement });

export const script = (
  name: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): ScriptAct => ({ kind: 'script', script: name, args, env });

/** What the script prints first stands for `placeholder` from then on. */
export const yieldingScript = (placeholder: string, name: string, args: readonly string[]): ScriptAct => ({
  ...script(name, args),
  yields: placeholder,
});

export const curl = (command: string): CurlAct => ({ kind: 'curl', command });

export const callee = (phone: string, says: readonly string[]): CalleeAct => ({
  kind: 'callee',
  phone,
  says,
});

export const inboundCall = (call: Omit<InboundCallAct, 'kind'>): InboundCallAct => ({
  kind: 'inboundCall',
  ...call,
});

export const answer = (what: string, expected: Omit<AnswerCheck, 'kind' | 'what'>): AnswerCheck => ({
  kind: 'answer',
  what,
  ...expected,
});

export const grep = (pattern: string, followedBy?: readonly string[]): GrepCheck => ({
  kind: 'grep',
  pattern,
  isFound: true,
  ...(followedBy ? { followedBy } : {}),
});

export const grepNothing = (pattern: string): GrepCheck => ({ kind: 'grep', pattern, isFound: false });

export const text = (from: string, to: string, body: string): TextAct => ({ kind: 'text', from, to, body });

export const forwardedCall = (call: Omit<ForwardedCallAct, 'kind'>): ForwardedCallAct => ({
  kind: 'forwardedCall',
  ...call,
});

export const logs = (documented: string): LogsCheck => ({ kind: 'logs', documented });

export const texts = (
  phone: string,
  expected: TextsCheck['expected'],
  standIn?: TextsCheck['standIn'],
): TextsCheck => ({ kind: 'texts', phone, expected, ...(standIn ? { standIn } : {}) });

export const ownWording = (why: string, matching: RegExp): OwnWording => ({ ownWording: why, matching });

export const rows = (
  what: string,
  statement: string,
  expected: RowsCheck['expected'],
  options: Pick<RowsCheck, 'withinMs'> = {},
): RowsCheck => ({ kind: 'rows', what, sql: statement, expected, ...options });

export const results = (what: string, expected: ResultsCheck['expected']): ResultsCheck => ({
  kind: 'results',
  what,
  expected,
});
