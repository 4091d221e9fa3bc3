/** One spooled delivery as a line of JSON, and back. */
import { z } from 'zod';
import { type Delivery, type Occurrence, PROVIDERS } from '../delivery.ts';

const spooled = z.object({
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

export function toLine(delivery: Delivery, answer: string): string {
  const { provider, providerEventId, ourNumber, theirNumber, orgId, isTextable, receivedAt, occurrence } =
    delivery;
  const line = {
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
export function parseLine(line: string): Delivery | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = spooled.safeParse(json);
  if (!parsed.success) return null;
  const { answer, receivedAt, orgId, occurrence, ...rest } = parsed.data;
  return {
    ...rest,
    ...(orgId === undefined ? {} : { orgId }),
    occurrence: trusted(occurrence),
    receivedAt: new Date(receivedAt),
    answer: () => answer,
  };
}

/** Safe because only `toLine` writes these files. */
function trusted(occurrence: { kind: string }): Occurrence {
  return occurrence as Occurrence;
}
