/** What can be told from a database URL by looking at it. Nothing here prints any part of one but its host. */

/** A server on this machine, or one reached by a socket. */
export function isLocalHost(host: string): boolean {
  return ['', 'localhost', '127.0.0.1', '[::1]', '::1'].includes(host) || host.endsWith('.localhost');
}

/** Neon, Supabase and their like put a pooler beside the database, and say so in the host name. */
export function isPoolerHost(host: string): boolean {
  return /(^|[.-])(pooler|pgbouncer)([.-]|$)/i.test(host);
}
