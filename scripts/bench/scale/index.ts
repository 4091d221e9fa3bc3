/** Does the rate of inbound texts stay when the tables grow? A small and a large database, taking turns. */
import { totalmem } from 'node:os';
import type { Sql } from '../../../src/platform/database/index.ts';
import { remember } from '../history.ts';
import { type Ground, onGround } from '../support/ground.ts';
import { sendForms } from '../support/load.ts';
import { ONBOARDING_NUMBER } from '../support/service.ts';
import { takeTurns } from '../support/turns.ts';
import { describeMachine, median } from '../yardstick.ts';
import { type Filling, fillTables, phoneOf } from './fill.ts';

export interface ScaleOptions extends Filling {
  /** Conversations of the small database, which has no journal and no texts. */
  readonly small: number;
  readonly runs: number;
  /** A run and database. */
  readonly texts: number;
  /** Of PostgreSQL, for both: its default of 128 MB holds neither the indexes nor the conversations of a million. */
  readonly sharedBuffers: string;
}

/** 25 %: what PostgreSQL's manual (20.4.1) begins with on a machine of its own. */
export const manualsSharedBuffers = () => `${Math.floor(totalmem() / 4 / 2 ** 20)}MB`;

const CONNECTIONS = 64;

export async function benchScale(print: (line: string) => void, options: ScaleOptions): Promise<void> {
  const { runs, texts, small, conversations, journal, messages, months, sharedBuffers } = options;
  const compare = async ({ addSite }: Ground) => {
    const sizes = [small, conversations];
    const sites = [
      await addSite('small', (owner) =>
        fillTables(owner, { conversations: small, journal: 0, messages: 0, months: 0 }),
      ),
      await addSite('large', (owner) => fillTables(owner, options)),
    ];
    print(await describeMachine());
    print(
      `small: ${small} conversations; large: ${conversations} conversations, ${journal} journal rows, ${messages} texts, ${months} months; shared_buffers ${sharedBuffers}; ${runs} runs, taking turns`,
    );
    const rates = await takeTurns(sites, runs, async (site, run) => {
      await clear(site.owner);
      const size = sizes[sites.indexOf(site)] ?? small;
      const forms = Array.from({ length: texts }, (_, n) => formOf(n, run, spread(n, texts, size)));
      const load = { ...site.service.load, door: '/api/twilio/sms', connections: CONNECTIONS };
      return (await sendForms({ ...load, forms })).perSecond;
    });
    for (const [n, [less = 0, more = 0]] of rates.entries()) {
      print(
        `run ${n + 1}: small ${Math.round(less)}/s, large ${Math.round(more)}/s: ${(more / less).toFixed(2)}`,
      );
    }
    const column = (side: number) => Math.round(median(rates.map((row) => row[side] ?? Number.NaN)));
    const ratio = median(rates.map(([less = 0, more = 0]) => more / less));
    print(
      `inbound, ${CONNECTIONS} connections, medians of ${runs}: small ${column(0)}/s, large ${column(1)}/s (at least 0.9 is wanted): ratio ${ratio.toFixed(2)}`,
    );
    await remember(`scale ${conversations}`, { ratio });
  };
  await onGround(compare, [`shared_buffers=${sharedBuffers}`]);
}

/**
 * Whose text it is: there and back for each, as in every other bench, and all over the table, so that a large database
 * does not look as if only its first page were used.
 */
function spread(n: number, texts: number, size: number): { readonly owner: number; readonly round: number } {
  const owners = Math.min(size, Math.ceil(texts / 2));
  return { owner: (n % owners) * Math.floor(size / owners), round: Math.floor(n / owners) };
}

function formOf(n: number, run: string, { owner, round }: ReturnType<typeof spread>): Record<string, string> {
  return {
    MessageSid: `SM${run}${String(n).padStart(26, '0')}`,
    AccountSid: 'AC00000000000000000000000000000001',
    From: phoneOf(owner),
    To: ONBOARDING_NUMBER,
    Body: round % 2 === 0 ? 'BACK' : 'SMS',
    NumMedia: '0',
    NumSegments: '1',
    FromCountry: 'GB',
    ToCountry: 'GB',
    ApiVersion: '2010-04-01',
  };
}

/** Every run begins with the same: nobody stands elsewhere, nothing waits to be sent, no dead rows. */
async function clear(owner: Sql): Promise<void> {
  await owner`DELETE FROM outbox WHERE status IN ('due', 'claimed', 'unknown')`;
  await owner`TRUNCATE timers, graphile_worker._private_jobs`;
  await owner`UPDATE conversations SET state = 'S5_CONFIRM_LIVE' WHERE state <> 'S5_CONFIRM_LIVE'`;
  await owner`VACUUM ANALYZE conversations, outbox, timers, organizations, inbound_events`;
  await owner`CHECKPOINT`;
}
