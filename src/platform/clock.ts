/** The only clock. Everything that needs the time is given one, so that tests and players can turn its hands. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
