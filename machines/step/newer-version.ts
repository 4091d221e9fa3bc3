/** A conversation that a newer version of the service stored: nothing is wrong with it, another node must take it. */

/** Thrown by a step of an older version; during a rolling upgrade both work on one database. */
export class NewerVersionError extends Error {
  override readonly name = 'NewerVersionError';
}
