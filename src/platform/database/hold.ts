/**
 * Holds one connection of a pool for several statements, a transaction for example. The driver's `reserve` alone is
 * dangerous when the server goes away: a statement on the lost connection ends the process with an uncaught error,
 * or runs in the middle of somebody else's transaction. Here a lost connection is given up and never asked again.
 */
import type { ReservedSql } from 'postgres';
import { connectionLost, isConnectionLost } from './away.ts';
import { hangUp, type Sql } from './connect.ts';

export interface HeldConnection {
  readonly sql: Sql;
  /** Rejects when the connection is lost; never resolves. */
  readonly lost: Promise<never>;
  readonly isLost: () => boolean;
  /** Treats the connection as lost from now on. */
  giveUp(reason: unknown): void;
  /** Gives the connection back to the pool; nothing happens when it is lost. */
  release(): void;
}

export async function holdConnection(pool: Sql): Promise<HeldConnection> {
  const reserved = await reserve(pool);
  const { promise: lost, reject } = Promise.withResolvers<never>();
  lost.catch(() => {});
  let reason: unknown = null;
  const lose = (error: unknown) => {
    reason ??= error;
    reject(error);
  };
  onClose(reserved, () => lose(connectionLost()));
  const sql = new Proxy(reserved, {
    apply(target, self, args) {
      if (reason && isTemplate(args[0])) return refusal(reason);
      const made: unknown = Reflect.apply(target, self, args);
      if (isTemplate(args[0])) onRejection(made, (error) => isConnectionLost(error) && lose(error));
      return made;
    },
  });
  return {
    sql,
    lost,
    isLost: () => reason !== null,
    giveUp: lose,
    release: () => {
      if (!reason) reserved.release();
    },
  };
}

/**
 * Does `work` on one connection. Rejects at once when the connection is lost, and hangs up on a server that lets
 * `deadlineMs` pass; whatever `work` still tries on the connection then is refused.
 */
export async function withConnection<Result>(
  pool: Sql,
  work: (sql: Sql) => Promise<Result>,
  { deadlineMs }: { readonly deadlineMs?: number } = {},
): Promise<Result> {
  const deadline = deadlineMs === undefined ? null : startDeadline(deadlineMs);
  const late: Promise<never>[] = deadline ? [deadline.passed] : [];
  const holding = holdConnection(pool);
  try {
    const held = await Promise.race([holding, ...late]);
    return await Promise.race([work(held.sql), held.lost, ...late]);
  } catch (error) {
    if (deadline?.isOver()) {
      holding.then(
        (held) => held.giveUp(error),
        () => {},
      );
      await hangUp(pool);
    }
    // When a server goes, its connections close one after the other within the same turn of the event loop. A
    // statement on one that is about to close would spoil it for good: the driver forgets to send what it had begun.
    if (isConnectionLost(error)) await new Promise((resolve) => setImmediate(resolve));
    throw error;
  } finally {
    deadline?.cancel();
    holding.then(
      (held) => held.release(),
      () => {},
    );
  }
}

function startDeadline(ms: number) {
  const { promise: passed, reject } = Promise.withResolvers<never>();
  passed.catch(() => {});
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    reject(connectionLost(`the database did not answer within ${ms} ms`));
  }, ms);
  return { passed, isOver: () => isOver, cancel: () => clearTimeout(timer) };
}

/** 1 s: a pool that is in use lends a connection within milliseconds. */
const ASK_AGAIN_AFTER_MS = 1_000;
/** 10 times: then there is no connection to be had. */
const MOST_ASKS = 10;

/**
 * Asks the pool for a connection, and again when it keeps silent: the driver forgets who waits for a connection when
 * that one is lost in the meantime. One that comes too late goes back at once.
 */
async function reserve(pool: Sql): Promise<ReservedSql> {
  for (let asks = 0; asks < MOST_ASKS; asks += 1) {
    const asked = pool.reserve();
    const silence = Promise.withResolvers<null>();
    const timer = setTimeout(() => silence.resolve(null), ASK_AGAIN_AFTER_MS);
    const granted = await Promise.race([asked, silence.promise]).finally(() => clearTimeout(timer));
    if (granted) return granted;
    asked.then(
      (late) => late.release(),
      () => {},
    );
  }
  throw connectionLost('the pool gave no connection');
}

const isTemplate = (first: unknown): boolean => Array.isArray(first) && 'raw' in first;

/**
 * Tells when the connection under a reservation closes, as the driver's own `begin` does it: through an option that
 * is missing in its types. The empty statement travels with the next one; nobody waits for it.
 */
function onClose(reserved: ReservedSql, listener: () => void): void {
  const onexecute = (connection: { onclose: () => void }) => {
    connection.onclose = listener;
    return true;
  };
  const options: object = { simple: true, onexecute };
  reserved.unsafe('', [], options).catch(() => {});
}

/** Hears of a statement's failure before anybody who waits for it does. `reject` is a property of the driver's queries. */
function onRejection(made: unknown, listener: (error: unknown) => void): void {
  const query = made as { reject: (error: unknown) => void };
  const { reject } = query;
  query.reject = (error) => {
    listener(error);
    reject(error);
  };
}

/** What a statement on a lost connection gets: looks like a query, and fails when somebody waits for it. */
function refusal(reason: unknown) {
  const failed = () => Promise.reject(reason);
  const refused = {
    // biome-ignore lint/suspicious/noThenProperty: a query is a thenable, and so is its stand-in.
    then: (...handlers: Parameters<Promise<never>['then']>) => failed().then(...handlers),
    catch: (...handlers: Parameters<Promise<never>['catch']>) => failed().catch(...handlers),
    finally: (...handlers: Parameters<Promise<never>['finally']>) => failed().finally(...handlers),
    simple: () => refused,
  };
  return refused;
}
