/** Makes a text from outside storable: PostgreSQL's jsonb refuses U+0000 and lone surrogates. Pure. */

/** Drops U+0000 and replaces lone surrogates by U+FFFD; everything else, emoji included, stays as it was. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
