/** Does one step of a runbook, waits until the service has done everything that follows, and says what followed. */
import type { PhoneMessage } from '../../../src/simulator/index.ts';
import { runScript, type ScriptRun } from '../../support/run-script.ts';
import type { Stage } from '../../support/stage.ts';
import { type HttpAnswer, runCurl } from './curl.ts';
import { type LogRecord, readObject, readPrinted } from './documented-log.ts';
import type { Act, ForwardedCallAct, InboundCallAct, TextAct } from './script.ts';
import type { Theatre } from './theatre.ts';
import { until } from './until.ts';

/** What followed from the last act. */
export interface Window {
  /** Documented and operational records: the service's, then what the script printed to standard error. */
  records(): readonly LogRecord[];
  /** JSON objects that the script printed to standard output. */
  readonly results: readonly Readonly<Record<string, unknown>>[];
  /** What a `curl` was answered. */
  readonly answer: HttpAnswer | null;
  textsTo(phone: string): Promise<readonly PhoneMessage[]>;
  /** Why the act itself failed; null when it did not. */
  readonly trouble: string | null;
}

/** 20 s: everything that follows a text takes some ten milliseconds; this is for a machine that is busy with other things. */
const SETTLE_MS = 20_000;

export async function perform(theatre: Theatre, act: Act): Promise<Window> {
  // First, because it opens the service, and what a service says when it starts follows from no act.
  const textsBefore = await countTexts(theatre, act);
  const recordsBefore = theatre.records.length;
  const window = (
    run: ScriptRun | null,
    trouble: string | null,
    answer: HttpAnswer | null = null,
  ): Window => {
    const results = (run?.stdout ?? '').split('\n').flatMap(readResult);
    const printed = readPrinted(run?.stderr ?? '');
    return {
      trouble,
      results,
      answer,
      records: () => [...theatre.records.slice(recordsBefore), ...printed],
      textsTo: async (phone) => {
        const { simulator } = await theatre.stage();
        const received = simulator.network
          .phone(phone)
          .messages.filter(({ direction }) => direction === 'in');
        return received.slice(textsBefore.get(phone) ?? 0);
      },
    };
  };
  switch (act.kind) {
    case 'sql':
      return window(
        null,
        await troubleOf(async () => void (await theatre.operator.unsafe(theatre.fill(act.sql)))),
      );
    case 'text':
      return window(null, await troubleOf(() => sendText(theatre, act)));
    case 'forwardedCall':
      return window(null, await troubleOf(() => ring(theatre, act)));
    case 'script': {
      const env = { DATABASE_URL: theatre.database.url, ...act.env };
      const run = await runScript(act.script, { args: act.args, env });
      if (act.yields) theatre.setWord(act.yields, run.stdout.split('\n', 1)[0] ?? '');
      const trouble = run.exitCode === 0 ? null : `exit code ${run.exitCode}: ${run.stderr.trim()}`;
      return window(run, trouble);
    }
    case 'curl': {
      let answered: HttpAnswer | null = null;
      const trouble = await troubleOf(async () => {
        const stage = await theatre.stage();
        answered = await runCurl(theatre.fill(act.command), stage.serviceUrl);
        await settle(theatre, stage);
      });
      return window(null, trouble, answered);
    }
    case 'callee': {
      const { simulator } = await theatre.stage();
      simulator.network.phone(act.phone).setBehaviour('answers', act.says);
      return window(null, null);
    }
    case 'inboundCall':
      return window(null, await troubleOf(() => ringUs(theatre, act)));
    default:
      return act satisfies never;
  }
}

/** None for a line that is something else. */
function readResult(line: string): readonly Readonly<Record<string, unknown>>[] {
  const found = readObject(line);
  return found ? [found] : [];
}

/** Scripts of the setup run before there is a service, and must not open it. */
async function countTexts(theatre: Theatre, act: Act): Promise<ReadonlyMap<string, number>> {
  if (act.kind === 'script' && !theatre.isOpen()) return new Map();
  const { simulator } = await theatre.stage();
  return new Map(
    simulator.network
      .phones()
      .map((phone) => [phone.number, phone.messages.filter(({ direction }) => direction === 'in').length]),
  );
}

async function troubleOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function sendText(theatre: Theatre, { from, to, body }: TextAct): Promise<void> {
  const stage = await theatre.stage();
  const { sid } = stage.simulator.network.phone(from).text(to, body);
  await stage.simulator.waitFor(
    () =>
      stage.simulator.network.webhooks().find((one) => one.fields.MessageSid === sid && one.status === 200),
    { timeoutMs: SETTLE_MS, what: `the service's answer to "${body}"` },
  );
  await settle(theatre, stage);
}

async function ring(theatre: Theatre, { caller, owner, number }: ForwardedCallAct): Promise<void> {
  const stage = await theatre.stage();
  const { network } = stage.simulator;
  network.phone(owner).dial(`**004*${number}*11*20#`);
  network.phone(owner).setBehaviour('no-answer');
  const call = network.phone(caller).call(owner);
  await stage.simulator.waitFor(() => call.status === 'ended', {
    timeoutMs: SETTLE_MS,
    what: 'the end of the forwarded call',
  });
  await settle(theatre, stage);
}

async function ringUs(theatre: Theatre, { caller, number }: InboundCallAct): Promise<void> {
  const stage = await theatre.stage();
  const call = stage.simulator.network.phone(caller).call(number);
  await stage.simulator.waitFor(() => call.status === 'ended', {
    timeoutMs: SETTLE_MS,
    what: `the end of the call to ${number}`,
  });
  await settle(theatre, stage);
}

/** Nothing is waiting to be done any more, and every text that was promised is on its phone. */
export async function settle(theatre: Theatre, stage: Stage): Promise<void> {
  const isSettled = await until(async () => {
    const [open] = await theatre.operator<{ count: number }[]>`
      SELECT (SELECT count(*) FROM public.outbox WHERE status IN ('due', 'claimed', 'unknown'))::int
        + (SELECT count(*) FROM public.inbound_events WHERE status = 'pending')::int AS count`;
    const texts = stage.simulator.network.messages();
    return open?.count === 0 && texts.every(({ status }) => status === 'delivered' || status === 'failed');
  }, SETTLE_MS);
  if (!isSettled) throw new Error(`the service did not come to rest within ${SETTLE_MS} ms`);
}
