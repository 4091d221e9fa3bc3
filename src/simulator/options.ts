/** The options of a simulator: what may be chosen, and what is chosen when nothing is said. */
import { randomInt } from 'node:crypto';
import type { Hono } from 'hono';
import { z } from 'zod';
import { type Clock, wallClock } from './clock.ts';
import { allLies, type LiarSetting, type LieKind } from './lies/index.ts';
import { e164 } from './network/e164.ts';
import type { BalancedTargets } from './webhooks/targets.ts';

/** How long things take, in real time. People see ticks move; tests use `instant`. */
export interface Pace {
  /** From "accepted" to "sent", milliseconds. */
  readonly sentMs: number;
  /** From "sent" to "delivered", milliseconds. */
  readonly deliveredMs: number;
  /** How many real milliseconds one second of a call lasts (ringing, speech, pauses). */
  readonly secondMs: number;
}

export const humanPace: Pace = { sentMs: 150, deliveredMs: 400, secondMs: 1000 };
export const instantPace: Pace = { sentMs: 0, deliveredMs: 0, secondMs: 0 };

/** One number of the Twilio account; all of it can be changed later over REST. */
export interface AccountNumberOptions {
  readonly phoneE164: string;
  readonly smsUrl?: string;
  readonly voiceUrl?: string;
  readonly statusCallback?: string;
}

export interface StripePriceOptions {
  readonly id: string;
  /** In the smallest unit of the currency (pence). */
  readonly unitAmount: number;
  /** ISO 4217, lower case as Stripe writes it. */
  readonly currency: string;
  readonly productName: string;
}

/** One voice agent: how it begins, and whether it uses its tools by what it hears. */
export interface VoiceAgentOptions {
  readonly id: string;
  readonly name?: string;
  /** `{{name}}` stands for a dynamic variable. */
  readonly firstMessage?: string;
  /** Default true. */
  readonly usesTools?: boolean;
}

export interface ElevenLabsOptions {
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Where events go. */
  readonly webhookUrl?: string;
  /** Where agents bring their tool calls: the tool's name follows the URL, the secret stands in the header. */
  readonly tools?: { readonly url: string; readonly header: string; readonly secret: string };
  /** Unset: every id that begins with `agent_` is an agent. */
  readonly agents?: readonly VoiceAgentOptions[];
  /** Which numbers of the account were imported; unset: all of them. */
  readonly importedNumbers?: readonly string[];
  /** More at once are refused with 429. Default: no limit. */
  readonly mostCalls?: number;
  /** Recordings are sent as well (`post_call_audio`). Default false, as with ElevenLabs. */
  readonly sendsAudio?: boolean;
}

export interface SimulatorOptions {
  /** Where to listen. Default 127.0.0.1. */
  readonly host?: string;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** How browsers reach this server, when it is not `http://host:port`. */
  readonly publicUrl?: string;
  readonly twilio: { readonly accountSid: string; readonly authToken: string };
  readonly stripe: {
    readonly secretKey: string;
    readonly webhookSecret: string;
    /** Where events go. May be set later with `sim.stripe.setWebhookUrl`. */
    readonly webhookUrl?: string;
    /** What the checkout page sells. */
    readonly price?: StripePriceOptions;
    /** Pauses before each new try of an event that was not accepted. */
    readonly retryDelaysMs?: readonly number[];
  };
  /** The numbers that the account owns. */
  readonly numbers: readonly AccountNumberOptions[];
  /** The number that new customers text; the page shows it first. */
  readonly onboardingNumber?: string;
  /** Friendly names shown instead of numbers, by E.164. */
  readonly contacts?: Readonly<Record<string, string>>;
  /** Phones that exist from the start. Others come into being when first used. */
  readonly phones?: readonly string[];
  /** The voice agents; without it their API answers 401 to everybody and no webhook of theirs is sent. */
  readonly elevenlabs?: ElevenLabsOptions;
  readonly now?: () => Date;
  readonly pace?: Pace;
  /** Every wait of the network goes through it. Default: `wallClock(1)`. */
  readonly clock?: Clock;
  /** The lies from the start; nothing is the truth. Without a seed one is drawn. Changed with `sim.lies.set`. */
  readonly lies?: { readonly seed?: number; readonly rate: number; readonly kinds?: readonly LieKind[] };
  /** The nodes of the service, as a load balancer in front of them would know them. Default: URLs are called as they are. */
  readonly targets?: BalancedTargets;
  /** The network's own record is written here as NDJSON, anew at every start, instead of being kept in memory. */
  readonly recordFile?: string;
  /** What whoever started the simulator adds to the panel of the lies. */
  readonly panel?: PanelExtras;
  /** A room of its own that whoever started the simulator puts beside the phones. */
  readonly room?: PageRoom;
  /** `twilio` (default): Twilio itself answers STOP, START and HELP and blocks. `app`: it only forwards. */
  readonly optOutHandledBy?: 'twilio' | 'app';
  readonly log?: SimulatorLog;
}

export interface PanelExtras {
  /** Buttons. What `run` rejects with is shown. */
  readonly actions: readonly { readonly label: string; readonly run: () => void | Promise<void> }[];
  /** Asked every other second while the page is open. */
  readonly counters: () => Promise<readonly { readonly label: string; readonly value: number | string }[]>;
}

/** What stands beside the phones, in the place of the panel, while it is open. */
export interface PageRoom {
  /** One word: it is served at `/rooms/<path>/`. */
  readonly path: string;
  /** What a person calls it. */
  readonly title: string;
  /**
   * `GET /` answers the room, `GET /style.css` how it looks, anything else is its own. Answers are pieces of HTML for htmx;
   * the body of the page tells `sim:log` when something went over the wire, and `POST /page/phones` opens a phone.
   */
  readonly app: Hono;
}

export type SimulatorLog = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface ElevenLabsSettings extends Omit<ElevenLabsOptions, 'webhookUrl'> {
  webhookUrl: string | null;
}

/** The options with every default filled in; `publicUrl` is known once the port is. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  publicUrl: string;
  readonly twilio: { readonly accountSid: string; readonly authToken: string };
  readonly stripe: {
    readonly secretKey: string;
    readonly webhookSecret: string;
    webhookUrl: string | null;
    readonly price: StripePriceOptions;
    readonly retryDelaysMs: readonly number[];
  };
  readonly elevenlabs: ElevenLabsSettings | null;
  readonly numbers: readonly AccountNumberOptions[];
  readonly onboardingNumber: string | null;
  readonly contacts: ReadonlyMap<string, string>;
  readonly phones: readonly string[];
  readonly now: () => Date;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly lies: LiarSetting;
  readonly targets: BalancedTargets | null;
  readonly recordFile: string | undefined;
  readonly panel: PanelExtras | null;
  readonly room: PageRoom | null;
  readonly optOutHandledBy: 'twilio' | 'app';
  readonly log: SimulatorLog;
}

const demoPrice: StripePriceOptions = {
  id: 'price_simulated',
  unitAmount: 1000,
  currency: 'gbp',
  productName: 'A subscription',
};

/** Short enough to be typed again by hand. */
const largestSeed = 1_000_000;

/**
 * Stripe's live mode tries "for up to three days with an exponential back off" and tells no intervals: these double
 * from five minutes and end after 72 hours.
 */
export const stripeRetryDelaysMs: readonly number[] = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1765].map(
  (minutes) => minutes * 60_000,
);

/** Stripe tries for three days; a developer restarts the service within a minute. */
const retryDelaysMs = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000, 60_000];

const checked = z.object({
  port: z.number().int().min(0).max(65_535).optional(),
  twilio: z.object({ accountSid: z.string().regex(/^AC[0-9a-zA-Z]+$/), authToken: z.string().min(1) }),
  stripe: z.object({ secretKey: z.string().min(1), webhookSecret: z.string().min(1) }),
  elevenlabs: z.object({ apiKey: z.string().min(1), webhookSecret: z.string().min(1) }).optional(),
  numbers: z.array(z.object({ phoneE164: e164 })),
  onboardingNumber: e164.optional(),
  phones: z.array(e164).optional(),
});

/** Throws a `ZodError` that names the option which is wrong. */
export function settingsFrom(options: SimulatorOptions): Settings {
  checked.parse(options);
  return {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    publicUrl: options.publicUrl?.replace(/\/$/, '') ?? '',
    twilio: options.twilio,
    stripe: {
      secretKey: options.stripe.secretKey,
      webhookSecret: options.stripe.webhookSecret,
      webhookUrl: options.stripe.webhookUrl ?? null,
      price: options.stripe.price ?? demoPrice,
      retryDelaysMs: options.stripe.retryDelaysMs ?? retryDelaysMs,
    },
    elevenlabs: options.elevenlabs
      ? { ...options.elevenlabs, webhookUrl: options.elevenlabs.webhookUrl ?? null }
      : null,
    numbers: options.numbers,
    onboardingNumber: options.onboardingNumber ?? null,
    contacts: new Map(Object.entries(options.contacts ?? {})),
    phones: options.phones ?? [],
    now: options.now ?? (() => new Date()),
    pace: options.pace ?? humanPace,
    clock: options.clock ?? wallClock(),
    lies: {
      seed: options.lies?.seed ?? randomInt(largestSeed),
      rate: options.lies?.rate ?? 0,
      kinds: options.lies?.kinds ?? allLies,
    },
    targets: options.targets ?? null,
    recordFile: options.recordFile,
    panel: options.panel ?? null,
    room: options.room ?? null,
    optOutHandledBy: options.optOutHandledBy ?? 'twilio',
    log: options.log ?? (() => undefined),
  };
}
