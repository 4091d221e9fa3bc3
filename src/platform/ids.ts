/** The only sources of new ids and tokens. */
import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

export type NewId = () => string;

/** UUIDv7 (RFC 9562): ids sort by the time they were made. */
export const newId: NewId = () => v7();

/** An unguessable token for a link: 128 random bits in 22 URL-safe characters. */
export const newToken: NewId = () => randomBytes(16).toString('base64url');
