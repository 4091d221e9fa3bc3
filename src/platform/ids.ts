/** The only source of new ids: UUIDv7 (RFC 9562), which sort by the time they were made. */
import { v7 } from 'uuid';

export type NewId = () => string;

export const newId: NewId = () => v7();
