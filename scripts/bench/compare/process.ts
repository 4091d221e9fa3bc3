/** A process of a side: started, waited for until it answers, ended with certainty. */
import { spawn } from 'node:child_process';
import { createConnection } from 'node:net';

export interface SideProcess {
  /** At once: its storage is thrown away. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly isReady: () => Promise<boolean>;
}

/** 60 s: Restate takes a few to lay out its partitions, more on a busy machine. */
const START_MS = 60_000;
const POLL_MS = 50;

export async function startProcess({ command, args, env, isReady }: StartOptions): Promise<SideProcess> {
  const child = spawn(command, args, {
    // Its input is a pipe that closes when the bench dies, and so tells it.
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...(process.env.PATH ? { PATH: process.env.PATH } : {}), NODE_ENV: 'production', ...env },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const startedAt = Date.now();
  while (!(await isReady())) {
    if (Date.now() - startedAt > START_MS || child.exitCode !== null || child.signalCode !== null) {
      await kill();
      throw new Error(`${command} ${args.join(' ')} did not start`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return { kill };
}

/** Does anybody accept connections there? */
export const listensAt = (port: number) => (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });

/** Does it answer as well as listen? */
export const answersAt = (url: string) => (): Promise<boolean> =>
  fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
