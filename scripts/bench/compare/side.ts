/** What is compared: somebody who holds a thousand conversations and answers a text when its step is durable. */
import type { PreparedRequest } from '../support/wire.ts';

/** Text number `n` of a run; `run` makes its ids different from those of every other run. */
export type PrepareText = (n: number, run: string) => PreparedRequest;

export interface Side {
  readonly name: string;
  /** Versions, and every setting that is not the default. */
  readonly setup: string;
  /** What is true once a text is answered 200. */
  readonly guarantee: string;
  /** Starts it on empty storage, every conversation in S5_CONFIRM_LIVE. */
  open(): Promise<OpenSide>;
}

export interface OpenSide {
  readonly prepare: PrepareText;
  /** How many steps all conversations have taken, read from its storage. */
  countSteps(): Promise<number>;
  close(): Promise<void>;
}
