/** Every promised text was accepted by the network exactly once; at most once where nobody can ever know. */
import { acceptedTexts } from './accepted.ts';
import { type Checked, type CheckTools, unless } from './finding.ts';

interface PromiseRow {
  readonly id: string;
  readonly status: string;
  readonly recipient: string;
  readonly body: string;
  readonly error_code: string | null;
}

export async function checkPromises({ sql, simulator }: CheckTools): Promise<Checked> {
  const promises = await sql<PromiseRow[]>`
    SELECT id, status, recipient, payload ->> 'body' AS body, error_code FROM outbox WHERE kind = 'sendText'`;
  const known = new Map(promises.map((row) => [row.id, row]));
  const times = new Map<string, number>();
  for (const { promiseId } of acceptedTexts(simulator)) times.set(promiseId, (times.get(promiseId) ?? 0) + 1);
  const say = (id: string) => {
    const row = known.get(id);
    return `${id} (${row?.status ?? 'no such promise'}${row?.error_code ? ` ${row.error_code}` : ''}) → ${row?.recipient}: ${row?.body}`;
  };
  const doubled = [...times].filter(([, count]) => count > 1).map(([id, count]) => `${count} × ${say(id)}`);
  const unpromised = [...times.keys()].filter((id) => !known.has(id)).map(say);
  const unsent = promises
    .filter(({ id, status }) => status === 'kept' && !times.has(id))
    .map(({ id }) => say(id));
  const sentAnyway = promises
    .filter(({ id, status }) => status === 'suppressed' && times.has(id))
    .map(({ id }) => say(id));
  const given = promises.filter(({ status }) => status === 'failed');
  return {
    broken: [
      ...unless('no promised text is accepted twice', doubled),
      ...unless('nothing is sent that was not promised', unpromised),
      ...unless('a text that counts as sent was accepted by the network', unsent),
      ...unless('a text that counts as suppressed was not sent', sentAnyway),
    ],
    counted: [
      { what: 'texts promised', count: promises.length },
      { what: 'texts accepted by the network', count: times.size },
      {
        what: 'texts suppressed by the gate',
        count: promises.filter(({ status }) => status === 'suppressed').length,
      },
      { what: 'texts given up, with their reason', count: given.filter(({ id }) => !times.has(id)).length },
      {
        what: 'texts accepted although nobody ever said so',
        count: given.filter(({ id }) => times.has(id)).length,
      },
    ],
  };
}
