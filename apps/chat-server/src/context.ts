import type { Verifier } from '@munova/auth'
import type { OutboxPublisher, Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import type { ChatConfig } from './config.ts'

/** What the functions of this app work with; one per process. Folders above extend it with what they add. */
export interface Context {
  readonly config: ChatConfig
  readonly sql: Sql
  readonly log: Log
  readonly metrics: Metrics
  readonly verifier: Verifier
  /** Call `wake` after a statement that wrote to the outbox: the publisher publishes at once instead of at its next poll. */
  readonly outbox: Pick<OutboxPublisher, 'wake'>
}
