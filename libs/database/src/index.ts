export { columnList, type Columns } from './columns.ts'
export { connect, type ConnectOptions, type Sql } from './connect.ts'
export {
  connectionLost,
  eventTooLarge,
  isTransient,
  retryOnConnectionLoss,
  sqlState,
  violates,
  violatesCheck,
  violatesForeignKey,
} from './failures.ts'
export type { Fragment } from './fragment.ts'
export { beginsWith, cte, isoInstant, perPool, rows, type Cte, type Rows } from './statement-parts.ts'
export { claimEvents, deleteExpiredInboxEntries } from './inbox.ts'
export { appliedMigrations } from './migrations/applied.ts'
export { readMigrations, tolerates, type Migration, type ToleratedFrom } from './migrations/files.ts'
export { migrate, requireMigrated } from './migrations/migrate.ts'
export { emitEvent, type EventSchema, type EventValues } from './outbox/emit-event.ts'
export { OutboxPublisher, type OutboxPublisherOptions } from './outbox/publisher.ts'
export { watchPoolWaits } from './pool-waits.ts'
export { openDatabaseProbe, type DatabaseProbe } from './probe.ts'
export { databaseTimeline } from './timeline.ts'
