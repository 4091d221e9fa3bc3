/**
 * Did ElevenLabs send this, and just now? `elevenlabs-signature: t=<seconds>,v0=<hex>`, an HMAC-SHA256 over
 * `<t>.<raw body>`. Our own check: the official one accepts times of the future and reads only the first `v0`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** 30 min, ElevenLabs' own tolerance; it applies it to the past only, we apply it to the future as well. */
const TOLERANCE_S = 30 * 60;

export type SignatureRefusal = 'no_secret' | 'no_signature' | 'bad_signature' | 'stale' | 'future';

export interface VerifyWith {
  /** Blank: everything is refused. */
  readonly secret: string | undefined;
  readonly now: Date;
}

/** Null: it is genuine. Never throws on what came from outside. During a rotation there are several `v0`; one must fit. */
export function refusalOfSignature(
  rawBody: string,
  header: string | undefined,
  { secret, now }: VerifyWith,
): SignatureRefusal | null {
  if (!secret || secret.trim() === '') return 'no_secret';
  if (!header) return 'no_signature';
  const parts = header.split(',').map((part) => part.trim());
  // The first one is what is signed and what is judged, so a second one gains nothing.
  const time = parts.find((part) => part.startsWith('t='))?.slice(2);
  if (time === undefined || !/^\d{1,12}$/.test(time)) return 'bad_signature';
  const expected = createHmac('sha256', secret).update(`${time}.${rawBody}`, 'utf8').digest();
  const given = parts.filter((part) => part.startsWith('v0=')).map((part) => part.slice(3));
  if (!given.some((hex) => isSame(hex, expected))) return 'bad_signature';
  const ageS = now.getTime() / 1_000 - Number(time);
  if (ageS > TOLERANCE_S) return 'stale';
  return ageS < -TOLERANCE_S ? 'future' : null;
}

function isSame(hex: string, expected: Buffer): boolean {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), expected);
}
