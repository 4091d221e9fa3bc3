/** What the engine is built with: everything it needs besides the connection of the transaction. */
import type { MachineName, MachineSpec, TextSettings } from '../../machines/step/index.ts';
import type { OutboundTerms } from '../outbound/index.ts';
import type { HeldLanes } from '../outbox/held-lanes.ts';
import type { Clock } from '../platform/clock.ts';
import type { NewId } from '../platform/ids.ts';
import type { Log } from '../platform/log.ts';

export interface EngineTools {
  readonly specs: Readonly<Record<MachineName, MachineSpec>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly newToken: NewId;
  readonly settings: TextSettings;
  /** The lanes that this process keeps. */
  readonly lanes: HeldLanes;
  /** E.164. */
  readonly onboardingNumber: string;
  /** Short links start with it; no slash at the end. */
  readonly publicBaseUrl: string;
  /** Who confirms STOP (ruling X3). */
  readonly optOutHandledBy: 'twilio' | 'app';
  /** Calls to a voice agent are not taken (`PHONE_INBOUND_ENABLED=false`). Unset: they are. */
  readonly isAgentDeaf?: boolean;
  /** Whether and for whom a voice agent calls. */
  readonly outbound: OutboundTerms;
  /** After so many milliseconds without an answer the database counts as away; unset: 10 s. */
  readonly deadlineMs?: number;
}
