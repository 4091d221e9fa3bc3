/** Which of our numbers were imported into ElevenLabs, and under which id: asked once in a while, not before every call. */
import { z } from 'zod';
import type { Ask } from './transport.ts';

/** 10 min: a number is imported once in its life; one that is missing is asked for again at once. */
const KEPT_MS = 600_000;

const numbers = z.array(z.object({ phone_number: z.string(), phone_number_id: z.string().min(1) }));

export interface ImportedNumbers {
  /** Null: it was not imported. Rejects with an `ElevenLabsFailure`. */
  idOf(phoneE164: string): Promise<string | null>;
  /** What is known is wrong: the next question asks anew. */
  forget(): void;
}

export function importedNumbers(ask: Ask): ImportedNumbers {
  let known: { readonly ids: ReadonlyMap<string, string>; readonly until: number } | null = null;
  let asking: Promise<ReadonlyMap<string, string>> | null = null;

  async function askAnew(): Promise<ReadonlyMap<string, string>> {
    const listed = await ask({ method: 'GET', path: '/phone-numbers' }, numbers);
    const ids = new Map(listed.map((one) => [one.phone_number, one.phone_number_id]));
    known = { ids, until: performance.now() + KEPT_MS };
    return ids;
  }

  /** Many calls that begin together ask once. */
  function fresh(): Promise<ReadonlyMap<string, string>> {
    asking ??= askAnew().finally(() => {
      asking = null;
    });
    return asking;
  }

  return {
    async idOf(phoneE164) {
      const found = known && known.until > performance.now() ? known.ids.get(phoneE164) : undefined;
      return found ?? (await fresh()).get(phoneE164) ?? null;
    },
    forget() {
      known = null;
    },
  };
}
