/** An alert as it leaves us: one sentence for people, fields for machines, and nobody's phone number. Pure. */

/** `text` is what Slack shows and `content` what Discord shows; the rest is for whoever reads JSON. */
export interface AlertBody {
  readonly text: string;
  readonly content: string;
  readonly alert: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** How often it rang besides this once since it was last told. */
  readonly heldBack: number;
  /** When it rang first, ISO 8601. */
  readonly at: string;
}

/** 7 digits and more, with what people write between them; not a part of an id. */
const PHONE = /(?<![\w-])\+?\d[\d ().-]{5,}\d(?![\w-])/g;
/** 200 characters: what a person reads in a chat. */
const LONGEST = 200;
/** 3: details are flat; what is deeper is somebody's object and not meant for a chat. */
const DEEPEST = 3;
/** 20: a list of organizations names some, the log has all. */
const MOST_ITEMS = 20;

export function alertBody(
  service: string,
  alert: string,
  { details, heldBack, at }: { details: Record<string, unknown>; heldBack: number; at: string },
): AlertBody {
  const shown = withoutPhones(details) as Record<string, unknown>;
  const fields = Object.entries(shown).map(([name, value]) => `${name}: ${spell(value)}`);
  const more = heldBack > 0 ? ` (and ${heldBack} more of it)` : '';
  const text = [`${service}: ${plain(alert)}${more}`, ...fields].join('\n');
  return { text, content: text, alert: plain(alert), details: shown, heldBack, at };
}

/** An ISO time is no phone number, though it has as many digits. */
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function plain(text: string): string {
  return TIME.test(text) ? text : text.replace(PHONE, '[number]').slice(0, LONGEST);
}

function withoutPhones(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return plain(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((one) => withoutPhones(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withoutPhones(one, depth + 1)]),
  );
}

function spell(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '').slice(0, LONGEST);
}
