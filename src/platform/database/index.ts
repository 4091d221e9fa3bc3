/** The database: connections, migrations, the embedded server. */
export { isConflict, isDatabaseAway } from './away.ts';
export {
  type ConnectOptions,
  connect,
  type DatabaseRole,
  type Queries,
  type Sql,
  type Transaction,
} from './connect.ts';
export { type EmbeddedDatabase, startEmbedded } from './embedded.ts';
export { startFresh } from './fresh.ts';
export { type HeldConnection, holdConnection, withConnection } from './hold.ts';
export { isLostTypeQuery, outliveLostTypeQueries } from './lost-type-query.ts';
export { migrate } from './migrate.ts';
export { pendingMigrations } from './pending-migrations.ts';
export { endServer, runningServer } from './running.ts';
