/**
 * Random histories of texts and calls through the real engine, keeper and timers: nothing is sent after STOP, START is
 * the only way back, and a caller is texted back once a window.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Crowd, crowdsOf, describe } from './histories/lives.ts';
import { type Complaint, playCrowd, type Tally } from './histories/play.ts';
import { shrink } from './histories/shrink.ts';

const HISTORIES = Number(process.env.CONSENT_RUNS ?? 10_000);
/** A failure prints it; `CONSENT_SEED=…` repeats the run. */
const SEED = Number(process.env.CONSENT_SEED ?? Date.now() % 2 ** 31);
/** So many live side by side: their texts share transactions, and the reserved phone numbers are enough for them. */
const CROWD = 500;

/** Two crowds take turns: while one waits for its database, the other decides. */
const AT_ONCE = 2;

let dbs: TestDatabase[] = [];
beforeAll(async () => {
  dbs = await Promise.all(Array.from({ length: AT_ONCE }, () => cloneDatabase()));
});
afterAll(() => Promise.all(dbs.map((db) => db.drop())));

const emptyTally = (): Tally => ({ texts: 0, suppressed: 0, textBacks: 0, afterReturn: 0 });

test(`${HISTORIES} random histories, seed ${SEED}`, { timeout: 180_000 }, async () => {
  console.log(`histories of consent: ${HISTORIES}, seed ${SEED}`);
  const tally = emptyTally();
  const crowds = crowdsOf(SEED, HISTORIES, CROWD);
  await Promise.all(
    dbs.map(async (db) => {
      for (let crowd = crowds.shift(); crowd; crowd = crowds.shift()) {
        const [complaint] = await playCrowd(db, crowd, tally);
        if (complaint) throw new Error(await explain(db, crowd, complaint));
      }
    }),
  );
  console.log(JSON.stringify(tally));
  // A service that never says anything keeps every one of these rules.
  for (const count of Object.values(tally)) expect(count).toBeGreaterThan(HISTORIES / 20);
});

/** The failure as one small village, where its own village is enough to make it happen. */
async function explain(db: TestDatabase, crowd: Crowd, { village, about }: Complaint): Promise<string> {
  const play = (smaller: Crowd) => playCrowd(db, smaller, emptyTally());
  const alone = { ...crowd, villages: crowd.villages.slice(village, village + 1) };
  const small = await shrink(alone, async (one) => (await play(one)).length > 0);
  const [complaint] = await play(small);
  const story = complaint
    ? `${complaint.about}\n${describe(small)}`
    : 'Not when its village is played alone.';
  return `CONSENT_SEED=${SEED}: ${about}\n${story}`;
}
