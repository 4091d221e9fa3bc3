/** Types that tie a machine's effects to its own wordings and to its neighbours' events: a name that is missing does not compile. */
import { type Effects, effectActions } from './effects.ts';
import type { TextSettings } from './facts.ts';
import type { Wording } from './spec.ts';

/** A wording that knows its values. One that needs none takes `unknown`. */
export type TypedWording<Values> = (values: Values, settings: TextSettings) => string;
// biome-ignore lint/suspicious/noExplicitAny: the values of each wording are its own; `any` is the only supertype of them all.
export type TypedWordings = Readonly<Record<string, TypedWording<any>>>;

/** The params that `sendText` may have in a machine with these wordings. */
export type TextOf<Texts extends TypedWordings> = {
  [Name in keyof Texts & string]: Texts[Name] extends TypedWording<infer Values>
    ? unknown extends Values
      ? { text: Name }
      : { text: Name; values: Values }
    : never;
}[keyof Texts & string];

/** `effectActions`, narrowed to the texts a machine has and to what it may tell the others. */
export type EffectActionsFor<Text extends Effects['sendText'], Told extends Effects['tellMachine']> = Omit<
  typeof effectActions,
  'sendText' | 'tellMachine'
> & {
  sendText: (_: unknown, params: Text) => void;
  tellMachine: (_: unknown, params: Told) => void;
};

export function effectActionsFor<
  Text extends Effects['sendText'],
  Told extends Effects['tellMachine'],
>(): EffectActionsFor<Text, Told> {
  return effectActions;
}

/**
 * Forgets what each wording wants, for the spec. Safe because the engine hands a wording exactly the values that
 * `sendText` was given, and `TextOf` has checked those against this very wording.
 */
export function asWordings(texts: TypedWordings): Readonly<Record<string, Wording>> {
  return texts;
}
