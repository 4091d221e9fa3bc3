/** Stripe's lists: newest first, with the cursor that the official client follows. */

export interface List<T> {
  readonly object: 'list';
  readonly data: T[];
  readonly has_more: boolean;
  readonly url: string;
}

const defaultLimit = 10;
const largestLimit = 100;

/** `items` oldest first, as they were made. */
export function listOf<T extends { id: string }>(
  url: string,
  items: readonly T[],
  asked: { limit?: string | undefined; starting_after?: string | undefined } = {},
): List<T> {
  const newestFirst = [...items].reverse();
  const start = newestFirst.findIndex((item) => item.id === asked.starting_after) + 1;
  const limit = Math.min(largestLimit, Number(asked.limit) || defaultLimit);
  const data = newestFirst.slice(start, start + limit);
  return { object: 'list', data, has_more: start + limit < newestFirst.length, url };
}

/** A list inside another object, complete. */
export function inner<T>(url: string, data: T[]): List<T> {
  return { object: 'list', data, has_more: false, url };
}
