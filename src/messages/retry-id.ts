/** The id of a text's one later try, made of the text's own: whoever tries twice writes the same row. */
import { createHash } from 'node:crypto';

/** 48 bits: the time of a UUIDv7 (RFC 9562), so that the retry lies in the same month's partition. */
const TIME_BYTES = 6;

/** A UUIDv8, which RFC 9562 leaves to whoever makes it: the time of the original, then what a hash makes of it. */
export function retryIdOf(id: string): string {
  const original = Buffer.from(id.replaceAll('-', ''), 'hex');
  const made = createHash('sha256').update('retry of ').update(original).digest().subarray(0, 16);
  original.copy(made, 0, 0, TIME_BYTES);
  made[6] = ((made[6] ?? 0) & 0x0f) | 0x80;
  made[8] = ((made[8] ?? 0) & 0x3f) | 0x80;
  return made.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
