/** The one context that every part of the simulator is given: settings, state, and the ways out. */
import type { Background } from './background.ts';
import type { CallAttempt, CallResult } from './calls/party.ts';
import type { ElevenLabsState } from './elevenlabs/state.ts';
import type { Feed } from './feed.ts';
import type { Journal } from './journal.ts';
import type { Lies } from './lies/index.ts';
import type { NetworkState } from './network/state.ts';
import type { Text } from './network/types.ts';
import type { Settings } from './options.ts';
import type { NetworkRecord } from './record/index.ts';
import type { StripeState } from './stripe/state.ts';
import type { Deliver } from './webhooks/deliver.ts';
import type { Targets } from './webhooks/targets.ts';

export interface World {
  readonly settings: Settings;
  readonly network: NetworkState;
  readonly stripe: StripeState;
  readonly elevenlabs: ElevenLabsState;
  readonly feed: Feed;
  readonly journal: Journal;
  readonly background: Background;
  /** What is bent on the wire, and how much. */
  readonly lies: Lies;
  /** The network's own record, which a checker reads. */
  readonly record: NetworkRecord;
  readonly targets: Targets;
  /** The only way in which a webhook leaves the simulator. */
  readonly deliver: Deliver;
  /** Traffic can go round in circles (a text to our own number, a call forwarded back to us): these two ways
   * in are wired when everything is built, so that no module has to import its own caller. */
  readonly wires: Wires;
}

export interface Wires {
  /** A text has arrived at a number of the account. */
  receiveText(world: World, text: Text): void;
  /** Somebody is to be reached, wherever the number leads. */
  connectCall(world: World, attempt: CallAttempt): Promise<CallResult>;
}
