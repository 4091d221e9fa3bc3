/** The words a runbook is written in: what is done, and what must be seen. A runbook is data made of these; the player reads it. */

export interface Runbook {
  readonly title: string;
  /** The service's configuration, as the document has it. Placeholders are filled in. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the document's placeholders stand for. `<domain>` is the service itself. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** The hour of the day (UTC) at which it is played, where the hour decides what may be done. Unset: now. */
  readonly hour?: number;
  /** Done before the service starts: its steps are scripts and SQL only. */
  readonly setup: Scene;
  readonly scenes: readonly Scene[];
}

/** One scenario, or another part of a runbook that is reported on its own. */
export interface Scene {
  readonly title: string;
  readonly goal: string;
  readonly steps: readonly Step[];
}

export type Step = Act | Check | Note;

/** Something worth knowing that is neither done nor checked. */
export interface Note {
  readonly kind: 'note';
  readonly note: string;
}

/** What is done. Each act opens a new window: the checks after it look at what followed from it. */
export type Act = ScriptAct | SqlAct | TextAct | ForwardedCallAct | CurlAct | CalleeAct | InboundCallAct;

export interface ScriptAct {
  readonly kind: 'script';
  /** A file of `scripts/`, run as a process of its own. */
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The placeholder that its first printed line stands for from then on. */
  readonly yields?: string;
}

export interface SqlAct {
  readonly kind: 'sql';
  readonly sql: string;
}

export interface TextAct {
  readonly kind: 'text';
  readonly from: string;
  readonly to: string;
  readonly body: string;
}

/** The owner's phone forwards unanswered calls to `number`; another phone rings it. */
export interface ForwardedCallAct {
  readonly kind: 'forwardedCall';
  readonly caller: string;
  readonly owner: string;
  readonly number: string;
}

/** A `curl` command as documented. */
export interface CurlAct {
  readonly kind: 'curl';
  readonly command: string;
}

/** From now on this phone answers, and says one thing each time it has heard something. */
export interface CalleeAct {
  readonly kind: 'callee';
  readonly phone: string;
  readonly says: readonly string[];
}

/** A phone rings one of our numbers, and the call is over. */
export interface InboundCallAct {
  readonly kind: 'inboundCall';
  readonly caller: string;
  readonly number: string;
}

/** What must be seen after the last act. */
export type Check = RowsCheck | LogsCheck | TextsCheck | ResultsCheck | AnswerCheck | GrepCheck;

/** A column's value: `ANY_TIME` stands for any moment, a pattern for any value that matches it. */
export type Cell = string | number | boolean | null | RegExp;
export type Row = Readonly<Record<string, Cell>>;
/** A row as it came out of the database, each value as `psql` prints it. */
export type PrintedRow = Readonly<Record<string, string>>;

/** Something that is said of all rows together, where single values are not foreseeable. */
export interface RowsRule {
  readonly rule: string;
  readonly holds: (rows: readonly PrintedRow[]) => boolean;
}

export interface RowsCheck {
  readonly kind: 'rows';
  readonly what: string;
  /** Executed to the letter. Without ORDER BY the order of the rows does not count. */
  readonly sql: string;
  readonly expected: readonly Row[] | RowsRule;
  /** Asked again until it is as expected, for at most this long; unset: asked once. */
  readonly withinMs?: number;
}

export interface LogsCheck {
  readonly kind: 'logs';
  /** The block as documented: every documented line since the last act, in this order, and no other. */
  readonly documented: string;
}

/** Wording that the documents leave to the service. */
export interface OwnWording {
  readonly ownWording: string;
  readonly matching: RegExp;
}

/** What a placeholder of a documented text stands for. */
export interface StandIn {
  readonly placeholder: string;
  readonly why: string;
  /** Answers one value: the path of the link behind the service's public URL. */
  readonly pathSql: string;
}

export interface TextsCheck {
  readonly kind: 'texts';
  readonly phone: string;
  /** Every text that the phone got since the last act, in order: to the byte where it is a string. */
  readonly expected: readonly (string | OwnWording)[];
  readonly standIn?: StandIn;
}

/** What the last `curl` was answered. */
export interface AnswerCheck {
  readonly kind: 'answer';
  readonly what: string;
  readonly status: number;
  /** The whole JSON body, or the fields that it must have at least. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly atLeast?: Readonly<Record<string, unknown>>;
}

/** `grep PATTERN <log>` over everything since the start: is there such a line? */
export interface GrepCheck {
  readonly kind: 'grep';
  readonly pattern: string;
  readonly isFound: boolean;
  /** These lines follow the one that was found, byte for byte. */
  readonly followedBy?: readonly string[];
}

/** The JSON results that the last script printed. */
export interface ResultsCheck {
  readonly kind: 'results';
  readonly what: string;
  readonly expected: readonly Readonly<Record<string, unknown>>[] | ResultsRule;
}

export interface ResultsRule {
  readonly rule: string;
  readonly holds: (results: readonly Readonly<Record<string, unknown>>[]) => boolean;
}

/** The documents' own wildcard for a moment in time. */
export const ANY_TIME = '...';
