/**
 * DBOS's side: a workflow for each text, named by the text's id, so that a repeat is the same workflow. `PORT`,
 * `DATABASE_URL`, `AUTH_TOKEN` (signs the webhooks) and `PUBLIC_URL` come from the bench.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { fromPromise, transition } from 'xstate';
import { conversationOf } from './machine.mjs';
import { endWithParent } from './parent.mjs';

endWithParent();
const { PORT, DATABASE_URL = '', AUTH_TOKEN = '', PUBLIC_URL } = process.env;
const machine = conversationOf(fromPromise(async () => /** @type {unknown} */ (undefined)));

// 32 here and 32 for DBOS's own tables: more texts a second than 10 (its default), 16 or 64 each, and than the other
// way to hold a conversation, one long workflow for each that waits for messages (`send`, `recv`).
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 32 });
await pool.query(`
  CREATE TABLE IF NOT EXISTS conversations (
    phone text PRIMARY KEY, state text NOT NULL, context jsonb NOT NULL, last_sid text)`);

/** Who waits for the step of which text. @type {Map<string, (state: string) => void>} */
const waiting = new Map();

/**
 * One step of one conversation in one transaction. Done again after a crash, it sees that it was done.
 * @param {string} sid
 * @param {string} phone
 * @param {string} text
 */
async function step(sid, phone, text) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query({
      name: 'read',
      text: 'SELECT state, context, last_sid FROM conversations WHERE phone = $1 FOR UPDATE',
      values: [phone],
    });
    const { state, context, last_sid } = rows[0];
    const before = machine.resolveState({ value: state, context });
    const [after, actions] = transition(machine, before, { type: 'OWNER_TEXTED', text, sid });
    const moved = last_sid !== sid;
    if (moved) {
      await client.query({
        name: 'write',
        text: 'UPDATE conversations SET state = $2, context = $3, last_sid = $4 WHERE phone = $1',
        values: [phone, after.value, after.context, sid],
      });
    }
    await client.query('COMMIT');
    const texts = actions.filter(({ type }) => type === 'xstate.spawnChild');
    return { state: String(after.value), texts: texts.length };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

const takeText = DBOS.registerWorkflow(
  /** @param {string} sid @param {string} phone @param {string} text */
  async (sid, phone, text) => {
    const { state, texts } = await DBOS.runStep(() => step(sid, phone, text), { name: 'step' });
    // From here on the text is promised: the step is recorded, and DBOS finishes a workflow that it began.
    waiting.get(sid)?.(state);
    for (let n = 0; n < texts; n += 1) await DBOS.runStep(async () => 'accepted', { name: 'sendText' });
  },
  { name: 'takeText' },
);

DBOS.setConfig({
  name: 'jobrun-compare',
  systemDatabaseUrl: DATABASE_URL,
  systemDatabasePoolSize: 32,
  logLevel: 'error',
});
await DBOS.launch();

createServer((incoming, outgoing) => {
  /** @type {Buffer[]} */
  const chunks = [];
  incoming.on('data', (chunk) => chunks.push(chunk));
  incoming.on('end', async () => {
    const answer = (/** @type {number} */ status, /** @type {string} */ body) =>
      outgoing.writeHead(status, { 'content-type': 'text/xml' }).end(body);
    const fields = new URLSearchParams(Buffer.concat(chunks).toString());
    if (!isSigned(incoming, fields)) return answer(403, '');
    const [sid, phone, text] = ['MessageSid', 'From', 'Body'].map((name) => fields.get(name) ?? '');
    if (!sid || !phone) return answer(400, '');
    try {
      const stepped = new Promise((resolve) => waiting.set(sid, resolve));
      const handle = await DBOS.startWorkflow(takeText, { workflowID: sid })(sid, phone, text ?? '');
      // A repeat finds its workflow finished, and nobody will tell it of the step.
      await Promise.race([stepped, handle.getResult()]);
      answer(200, '<Response/>');
    } catch (error) {
      console.error(error);
      answer(500, '');
    } finally {
      waiting.delete(sid);
    }
  });
}).listen(Number(PORT), '127.0.0.1');

/**
 * Twilio's signature: HMAC-SHA1 over the address and the sorted fields.
 * @param {import('node:http').IncomingMessage} incoming
 * @param {URLSearchParams} fields
 */
function isSigned(incoming, fields) {
  const said = [...fields].sort(([one], [other]) => (one < other ? -1 : 1)).flat();
  const wanted = createHmac('sha1', AUTH_TOKEN)
    .update(`${PUBLIC_URL}${incoming.url}${said.join('')}`)
    .digest('base64');
  const given = String(incoming.headers['x-twilio-signature'] ?? '');
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}
