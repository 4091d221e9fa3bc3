/** Restate: its server, and one process that serves the conversation with `@restatedev/xstate`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../../src/platform/free-port.ts';
import { formOf } from '../inbound/load.ts';
import { OWNERS, phoneOf } from '../inbound/owners.ts';
import { drive } from '../support/drive.ts';
import type { PreparedRequest } from '../support/wire.ts';
import { answersAt, listensAt, startProcess } from './process.ts';
import { RIVALS_FOLDER, restateServerPath } from './rivals.ts';
import type { Side } from './side.ts';

const CREATED_AT_ONCE = 16;

export function restate(folder: string, versions: Readonly<Record<string, string>>): Side {
  const version = (name: string) => versions[`@restatedev/${name}`];
  return {
    name: 'Restate',
    setup: `@restatedev/restate-server ${version('restate-server')}, restate-sdk ${version('restate-sdk')}, xstate ${version('xstate')}; one server, one process; defaults, no telemetry, no log; texts sent straight to its ingress, unsigned, the text's id as idempotency key`,
    guarantee: "step and promised text in Restate's log (RocksDB, fsync)",
    open: () => openRestate(folder),
  };
}

async function openRestate(folder: string) {
  const storage = await mkdtemp(join(folder, 'restate-'));
  const [ingress, admin, fabric, node] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const ingressUrl = `http://127.0.0.1:${ingress}`;
  const adminUrl = `http://127.0.0.1:${admin}`;
  const server = await startProcess({
    command: restateServerPath(),
    args: ['--no-logo', '--listen-mode', 'tcp', '--base-dir', storage],
    env: {
      ...{
        RESTATE_DISABLE_TELEMETRY: 'true',
        RESTATE_LOG_FILTER: 'error,octocrab=off',
        RESTATE_LOG_DISABLE_ANSI_CODES: 'true',
      },
      RESTATE_BIND_ADDRESS: `127.0.0.1:${fabric}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${fabric}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    },
    isReady: answersAt(`${adminUrl}/health`),
  });
  const closers = [() => rm(storage, { recursive: true, force: true }), server.kill];
  const close = async () => {
    for (const end of closers.toReversed()) await end();
  };
  try {
    const service = await startProcess({
      command: process.execPath,
      args: [join(RIVALS_FOLDER, 'restate-node.mjs')],
      env: { PORT: String(node), RESTATE_LOGGING: 'ERROR' },
      isReady: listensAt(node),
    });
    closers.push(service.kill);
    await ask(`${adminUrl}/deployments`, { uri: `http://127.0.0.1:${node}` });
    await createConversations(ingressUrl);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    prepare: (n: number, run: string) => {
      const { MessageSid: sid = '', From: phone = '', Body: text } = formOf(n, run);
      const event = { type: 'OWNER_TEXTED', text, sid };
      return jsonRequest(`${ingressUrl}/onboarding/${encodeURIComponent(phone)}/send`, { event }, sid);
    },
    countSteps: async () => {
      const query = "SELECT value_utf8 FROM state WHERE service_name = 'onboarding' AND key = 'snapshot'";
      const { rows } = (await ask(`${adminUrl}/query`, { query })) as { rows: { value_utf8: string }[] };
      return rows.reduce((sum, row) => sum + JSON.parse(row.value_utf8).context.steps, 0);
    },
    close,
  };
}

async function createConversations(ingressUrl: string): Promise<void> {
  const requests = Array.from({ length: OWNERS }, (_, owner) =>
    jsonRequest(`${ingressUrl}/onboarding/${encodeURIComponent(phoneOf(owner))}/create`, {}),
  );
  await drive({ connections: CREATED_AT_ONCE, requests });
}

function jsonRequest(url: string, value: unknown, idempotencyKey?: string): PreparedRequest {
  const body = JSON.stringify(value);
  return {
    url,
    body,
    headers: {
      'content-type': 'application/json',
      ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
    },
  };
}

async function ask(url: string, value: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(value),
  });
  if (!answer.ok) throw new Error(`Restate answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
