import type { KeyRing, RevokedTokens } from '@munova/auth'
import type { OutboxPublisher, Sql } from '@munova/database'
import type { Log } from '@munova/service'
import type { CommerceConfig } from './config.ts'

/** What every function of the app works with. A folder that adds to it extends it: `CatalogueContext`, `PaymentsContext` … */
export interface Context {
  readonly sql: Sql
  /** The generic-plan pool: the same database, for frequent statements that take as long to plan as to run. */
  readonly genericPlanSql: Sql
  readonly config: CommerceConfig
  readonly keys: KeyRing
  readonly revokedTokens: Pick<RevokedTokens, 'has' | 'refresh'>
  readonly log: Log
  /** Call `wake` after a statement that wrote to the outbox: the publisher publishes at once instead of at its next poll. */
  readonly outbox: Pick<OutboxPublisher, 'wake'>
}
