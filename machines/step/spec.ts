/** What a machine's folder exports: the XState machine with everything that storing and wording it needs. */
import type { AnyStateMachine } from 'xstate';
import type { MachineName } from './effects.ts';
import type { Facts, TextSettings } from './facts.ts';

/** A wording: values in, the text of one SMS out. */
export type Wording = (values: Record<string, unknown>, settings: TextSettings) => string;

/** A conversation as it is stored: XState's state value as a dotted path, the context without its facts. */
export interface Stored {
  readonly state: string;
  readonly context: Record<string, unknown>;
  /** The machine's version that wrote it; `null` when an operator wrote the row by hand in SQL. */
  readonly version: number | null;
}

export interface MachineSpec {
  readonly name: MachineName;
  /** Raised by every change that an old snapshot could not survive. */
  readonly version: number;
  /** Its context is `{ facts: Facts } & Context`; its actions are effects or `assign`. */
  readonly machine: AnyStateMachine;
  readonly texts: Readonly<Record<string, Wording>>;
  /** `migrations[n]` turns what version n stored into what version n + 1 would have stored. */
  readonly migrations: Readonly<Record<number, (stored: Stored) => Stored>>;
  /** Completes a context: an empty object must do, because operators write rows by hand. Throws on what it cannot read. */
  readonly parseContext: (raw: Record<string, unknown>, facts: Facts) => Record<string, unknown>;
}
