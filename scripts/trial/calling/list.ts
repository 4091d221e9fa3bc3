/** A list of customers as a business's program draws it, and what became of sending it. */
import type { Chance } from '../chance.ts';
import { type CallingPlan, calleePhones } from './businesses.ts';

const LIST_LENGTH = { least: 4, most: 12 } as const;
/** No phone at all: such a row is named in the answer and left out. */
const BAD_SHARE = 0.03;
const WITH_KEY_SHARE = 0.7;
/** An answer was lost on the way: a careful program asks again. */
const ASKS_TWICE_SHARE = 0.2;

/** One list as it was sent, and what was answered. */
export interface SentList {
  readonly orgId: string;
  /** Nobody else's: the batch is found by it. */
  readonly name: string;
  readonly hasKey: boolean;
  readonly recipients: number;
  /** Of every 201, in their order. */
  readonly batchIds: string[];
  /** Requests that got no answer, or none that says what became of it. */
  unanswered: number;
}

export interface List {
  readonly sent: SentList;
  readonly rows: readonly string[];
  readonly way: 'json' | 'file' | 'slow file';
  readonly asksTwice: boolean;
  readonly chance: Chance;
}

/** A phone may stand on it twice. */
export function drawList(
  chance: Chance,
  plan: CallingPlan,
  { orgId, n }: { readonly orgId: string; readonly n: number },
): List {
  const phones = calleePhones(plan);
  const length = chance.between(LIST_LENGTH.least, LIST_LENGTH.most);
  const rows = Array.from({ length }, () => (chance.isLucky(BAD_SHARE) ? 'nobody' : chance.pick(phones)));
  return {
    ...{ rows, chance, asksTwice: chance.isLucky(ASKS_TWICE_SHARE) },
    way: chance.pick(['json', 'file', 'slow file', 'slow file']),
    sent: {
      ...{ orgId, name: `list ${n} of ${orgId}`, recipients: length },
      ...{ hasKey: chance.isLucky(WITH_KEY_SHARE), batchIds: [], unanswered: 0 },
    },
  };
}
