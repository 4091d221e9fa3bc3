/** What an API key is: how it is made, what of it may be seen, and how it is compared. */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

export const SCOPES = ['calls:write', 'calls:read', 'batches:write', 'batches:read'] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(word: string): word is Scope {
  return SCOPES.some((scope) => scope === word);
}

/** 256 random bits: nothing that could be guessed, so one round of SHA-256 keeps it as well as a slow hash would. */
const KEY_BYTES = 32;
/** So that a key is known for what it is wherever it turns up, and found by scanners of secrets. */
const MARK = 'jrk_';
/** 8 characters are 48 bits: enough to tell keys apart, and 208 bits stay unknown. */
const PREFIX_LENGTH = MARK.length + 8;
const KEY = /^jrk_[\w-]{43}$/;

export function newKey(): string {
  return MARK + randomBytes(KEY_BYTES).toString('base64url');
}

/** What a key is found by and shown as. */
export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

export function hashOf(key: string): string {
  return hash('sha256', key, 'hex');
}

/** The key of an `Authorization: Bearer …` header; null for anything else. */
export function readBearer(header: string | undefined): string | null {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? '';
  return KEY.test(given) ? given : null;
}

/** Takes as long whatever differs. */
export function isSameHash(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}
