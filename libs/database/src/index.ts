export { connect, type ConnectOptions, type Sql } from './connect.ts'
export { connectionLost, refusedBy, retryOnce, sqlState, violates } from './failures.ts'
export { migrate } from './migrate.ts'
export { OutboxRelay, type OutboxRelayOptions } from './outbox.ts'
