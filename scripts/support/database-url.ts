/** What can be told from the database URLs by looking at them. Nothing here puts any part of a URL into words. */

/** A server on this machine, or one reached by a socket. */
export function isLocalHost(host: string): boolean {
  return ['', 'localhost', '127.0.0.1', '[::1]', '::1'].includes(host) || host.endsWith('.localhost');
}

/** Neon, Supabase and their like put a pooler beside the database, and say so in the host name. */
export function isPoolerHost(host: string): boolean {
  return /(^|[.-])(pooler|pgbouncer)([.-]|$)/i.test(host);
}

const NAMES = ['DATABASE_URL', 'DIRECT_DATABASE_URL'] as const;
/** These are at least as strict as `require`. */
const ENCRYPTED = ['require', 'verify-ca', 'verify-full'];

/**
 * The ways in which the two URLs are mixed up in practice: swapped, a pooler where a session is needed (migrations
 * and LISTEN), an unencrypted connection over a network.
 */
export function databaseUrlProblems(env: Readonly<Record<string, string | undefined>>): string[] {
  const urls = NAMES.map((name) => ({ name, given: env[name]?.trim() })).filter(({ given }) => given);
  const read = urls.map(({ name, given = '' }) => ({
    name,
    url: URL.canParse(given) ? new URL(given) : null,
  }));
  const problems = read.filter(({ url }) => !url).map(({ name }) => `${name} is not a URL`);
  for (const { name, url } of read) {
    if (!url || isLocalHost(url.hostname)) continue;
    const sslmode = url.searchParams.get('sslmode') ?? '';
    if (!ENCRYPTED.includes(sslmode)) {
      problems.push(`${name} misses sslmode=require: its host is not this machine`);
    }
  }
  const [pooled, direct] = NAMES.map((name) => read.find((one) => one.name === name)?.url);
  if (direct && isPoolerHost(direct.hostname)) {
    problems.push(
      'DIRECT_DATABASE_URL uses the pooler host: migrations and LISTEN need the database host itself',
    );
    if (pooled && !isPoolerHost(pooled.hostname)) {
      problems.push(
        'DATABASE_URL and DIRECT_DATABASE_URL are swapped: the pooler host belongs to DATABASE_URL',
      );
    }
  } else if (pooled && !direct && isPoolerHost(pooled.hostname)) {
    problems.push('DIRECT_DATABASE_URL is missing: DATABASE_URL uses a pooler host, which cannot LISTEN');
  }
  return problems;
}
