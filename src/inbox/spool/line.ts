/** One spooled delivery as a line of JSON, and back. */
import { z } from 'zod';
import type { NewId } from '../../platform/ids.ts';
import { type Delivery, type Occurrence, PROVIDERS } from '../delivery.ts';

/** A delivery with the id that it will have in the database: ids sort by time, so what several disks kept sorts as it arrived. */
export interface Spooled {
  readonly id: string;
  readonly delivery: Delivery;
}

const spooled = z.object({
  /** Missing in what a version before wrote. */
  id: z.uuid().optional(),
  provider: z.enum(PROVIDERS),
  providerEventId: z.string(),
  ourNumber: z.string(),
  theirNumber: z.string(),
  orgId: z.string().optional(),
  isTextable: z.boolean(),
  receivedAt: z.iso.datetime(),
  answer: z.string(),
  occurrence: z.looseObject({ kind: z.enum(['text', 'call', 'call_report', 'machine', 'timer', 'receipt']) }),
});

export function toLine({ id, delivery }: Spooled, answer: string): string {
  const { provider, providerEventId, ourNumber, theirNumber, orgId, isTextable, receivedAt, occurrence } =
    delivery;
  const line = {
    id,
    provider,
    providerEventId,
    ourNumber,
    theirNumber,
    orgId,
    isTextable,
    receivedAt,
    answer,
    occurrence,
  };
  return `${JSON.stringify(line)}\n`;
}

/** Null for a line that a crash tore in the middle. */
export function parseLine(line: string, newId: NewId): Spooled | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = spooled.safeParse(json);
  if (!parsed.success) return null;
  const { id = newId(), answer, receivedAt, orgId, occurrence, ...rest } = parsed.data;
  const delivery = {
    ...rest,
    ...(orgId === undefined ? {} : { orgId }),
    occurrence: trusted(occurrence),
    receivedAt: new Date(receivedAt),
    answer: () => answer,
  };
  return { id, delivery };
}

/** Safe because only `toLine` writes these files. */
function trusted(occurrence: { kind: string }): Occurrence {
  return occurrence as Occurrence;
}
