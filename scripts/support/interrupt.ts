/** Ctrl-C and SIGTERM of a script that holds servers: they are ended before the script is. */

/** 128 + 2: what a shell expects of a process that SIGINT ended. */
export const INTERRUPTED = 130;

/** Ends with `close` and then the process. What is returned takes the listeners away again: `close` is the caller's from then on. */
export function closeOnInterrupt(close: () => Promise<unknown>): () => void {
  const leave = () => void close().finally(() => process.exit(INTERRUPTED));
  process.once('SIGINT', leave).once('SIGTERM', leave);
  return () => void process.removeListener('SIGINT', leave).removeListener('SIGTERM', leave);
}
