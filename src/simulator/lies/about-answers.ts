/** Which lie is told about an API call, and how it is told. Decides only; `answering.ts` does it. */
import type { Company } from '../journal.ts';
import type { LieKind } from './kinds.ts';
import type { Liar } from './liar.ts';
import type { Names } from './names.ts';

export type AnswerLie = { readonly kind: LieKind; readonly name: string } & (
  | { readonly way: 'too_many'; readonly retryAfterS: number | null }
  /** `isDone`: what was asked for was done all the same. */
  | { readonly way: 'error' | 'silence' | 'reset' | 'garbage'; readonly isDone: boolean }
  /** Answered, and true of a moment ago. */
  | { readonly way: 'behind'; readonly isDone: true }
);

export interface AskedOf {
  readonly company: Company;
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

const twilioLies = [
  'api_429',
  'api_500_before',
  'api_500_after',
  'api_silence',
  'api_reset',
  'api_garbage',
] as const;
const lies: Readonly<Record<Company, readonly LieKind[]>> = {
  twilio: twilioLies,
  stripe: ['stripe_500', 'stripe_429', 'stripe_silence'],
  elevenlabs: [
    'elevenlabs_500',
    'elevenlabs_429',
    'elevenlabs_silence',
    'elevenlabs_reset',
    'elevenlabs_garbage',
  ],
};

/** Only what is read can lag. */
function liesAbout({ company, method }: AskedOf): readonly LieKind[] {
  return company === 'elevenlabs' && method === 'GET' ? [...lies[company], 'elevenlabs_lag'] : lies[company];
}

/** A second or two is what a per-second limit asks for. */
const longestRetryAfterS = 2;

export function lieAboutAnswer(liar: Liar, names: Names, asked: AskedOf): AnswerLie | null {
  const name = nameOf(names, asked);
  const kind = liar.choose(liesAbout(asked), name);
  const isHeads = (question: string) => kind !== null && liar.throw(kind, name, question) < 0.5;
  switch (kind) {
    case 'api_429':
    case 'stripe_429':
    case 'elevenlabs_429': {
      const retryAfterS = 1 + Math.floor(liar.throw(kind, name, 'seconds') * longestRetryAfterS);
      return { kind, name, way: 'too_many', retryAfterS: isHeads('says when') ? retryAfterS : null };
    }
    case 'api_500_before':
      return { kind, name, way: 'error', isDone: false };
    case 'api_500_after':
      return { kind, name, way: 'error', isDone: true };
    case 'stripe_500':
    case 'elevenlabs_500':
      return { kind, name, way: 'error', isDone: isHeads('done') };
    case 'api_silence':
    case 'stripe_silence':
    case 'elevenlabs_silence':
      return { kind, name, way: 'silence', isDone: isHeads('done') };
    case 'api_reset':
    case 'elevenlabs_reset':
      return { kind, name, way: 'reset', isDone: isHeads('done') };
    case 'api_garbage':
    case 'elevenlabs_garbage':
      return { kind, name, way: 'garbage', isDone: isHeads('done') };
    case 'elevenlabs_lag':
      return { kind, name, way: 'behind', isDone: true };
    default:
      return null;
  }
}

/** Who asks again asks for a new thing: a call that was lied about once is not lied about for ever. */
function nameOf(names: Names, { company, method, path, params }: AskedOf): string {
  const resource = path.replace(/\/([A-Z]{2}|[a-z]+_)[0-9A-Za-z_]{14,}/g, '/$1…');
  const to = company === 'elevenlabs' ? params.to_number : params.To;
  const between = company !== 'stripe' && to ? ` ${params.From ?? ''} to ${to}` : '';
  return names.next(`${method} ${resource}${between}`);
}
