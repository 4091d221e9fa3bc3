/** The simulator: a pretend phone network, Stripe and ElevenLabs behind one HTTP server. Development and tests only. */
import { createBackground } from './background.ts';
import { connectCall } from './calls/connect.ts';
import { endAllCalls } from './calls/end-all.ts';
import { type ElevenLabsControl, elevenLabsControl } from './elevenlabs/control.ts';
import { createElevenLabsState } from './elevenlabs/state.ts';
import { createFeed, type WaitOptions } from './feed.ts';
import { createJournal } from './journal.ts';
import { createLiar, createLies, type LiesControl } from './lies/index.ts';
import { type NetworkControl, networkControl } from './network/control.ts';
import { phoneAt } from './network/phones.ts';
import { receiveForAccount } from './network/receive.ts';
import { createNetworkState, newAccountNumber } from './network/state.ts';
import { type SimulatorOptions, settingsFrom } from './options.ts';
import { follow } from './record/follow.ts';
import { createRecord, type NetworkRecord } from './record/index.ts';
import { listen } from './server.ts';
import { type StripeControl, stripeControl } from './stripe/control.ts';
import { createStripeState } from './stripe/state.ts';
import { createDeliver } from './webhooks/deliver.ts';
import { createTargets, type Targets } from './webhooks/targets.ts';
import type { World } from './world.ts';

export { type Clock, wallClock } from './clock.ts';
export type { ElevenLabsControl } from './elevenlabs/control.ts';
export { elevenLabsSignature } from './elevenlabs/signature.ts';
export type { Conversation, ToolUse, Turn } from './elevenlabs/state.ts';
export type { SimulatorEvent, WaitOptions } from './feed.ts';
export type { ApiCallRecord, WebhookKind, WebhookRecord } from './journal.ts';
export {
  allLies,
  createLiar,
  isLieKind,
  type Liar,
  type LiarSetting,
  type LieKind,
  type LiesControl,
  lieKinds,
} from './lies/index.ts';
export type { NetworkControl, Phone } from './network/control.ts';
export type { ForwardingChoice, NetworkAnswer } from './network/forwarding.ts';
export type { AccountNumber, Behaviour, Media, PhoneCall, Text } from './network/types.ts';
export type { PhoneMessage } from './network/view.ts';
export {
  type ElevenLabsOptions,
  humanPace,
  instantPace,
  type Pace,
  type PageRoom,
  type PanelExtras,
  type SimulatorOptions,
  stripeRetryDelaysMs,
  type VoiceAgentOptions,
} from './options.ts';
export type { NetworkRecord, RecordEntry, RecordFact } from './record/index.ts';
export type { StripeControl } from './stripe/control.ts';
export type { BalancedTargets, Targets } from './webhooks/targets.ts';

export interface Simulator {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly network: NetworkControl;
  readonly stripe: StripeControl;
  readonly elevenlabs: ElevenLabsControl;
  readonly lies: LiesControl;
  /** What the network did and was told, whatever it said about it. */
  readonly record: Pick<NetworkRecord, 'entries' | 'last'>;
  /** The nodes behind the service's public URL. */
  readonly targets: Targets;
  /** Asks `look` after every event until it answers something. */
  waitFor<T>(look: () => T | undefined | null | false, options?: WaitOptions): Promise<T>;
  /** Ends calls, webhooks and the server; resolves when nothing is left running. */
  close(): Promise<void>;
}

/** Throws when an option is wrong, when the port is taken, and always with `NODE_ENV=production`. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'The simulator must not run with NODE_ENV=production: it pretends to be Twilio, Stripe and ElevenLabs.',
    );
  }
  const world = createWorld(options);
  const network = networkControl(world);
  const stripe = stripeControl(world);
  const elevenlabs = elevenLabsControl(world);
  const server = await listen(world, { network, stripe, elevenlabs });
  if (world.settings.publicUrl === '') world.settings.publicUrl = server.url;
  return {
    url: server.url,
    port: server.port,
    network,
    stripe,
    elevenlabs,
    lies: world.lies.control,
    record: world.record,
    targets: world.targets,
    waitFor: world.feed.waitFor,
    async close() {
      await world.background.close();
      await server.close();
      world.record.close();
    },
  };
}

function createWorld(options: SimulatorOptions): World {
  const settings = settingsFrom(options);
  const feed = createFeed();
  const journal = createJournal(feed);
  const background = createBackground(settings.log, settings.clock);
  const record = createRecord({ now: settings.now, file: settings.recordFile });
  follow(feed, record);
  const lies = createLies({ liar: createLiar(settings.lies), background, feed, record });
  const targets = createTargets(settings.targets);
  const world: World = {
    settings,
    feed,
    journal,
    background,
    lies,
    record,
    targets,
    network: createNetworkState(),
    stripe: createStripeState(),
    elevenlabs: createElevenLabsState(),
    deliver: createDeliver({ journal, background, now: settings.now, lies, record, targets }),
    wires: { receiveText: receiveForAccount, connectCall },
  };
  if (settings.lies.rate > 0) settings.log('simulator: it lies', { ...settings.lies });
  background.signal.addEventListener('abort', () => endAllCalls(world));
  for (const number of settings.numbers) {
    world.network.numbers.set(number.phoneE164, newAccountNumber(number, settings.now()));
  }
  for (const phone of settings.phones) phoneAt(world, phone);
  return world;
}
