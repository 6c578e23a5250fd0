import type { Verifier } from '@munova/auth'
import type { OutboxRelay, Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import type { ChatConfig } from './config.ts'
import type { Hub } from './delivery/hub.ts'
import type { Typing } from './delivery/ephemeral/typing.ts'
import type { AppendQueue } from './log/append-queue.ts'
import type { ConnectionRegistry } from './sessions/connection-registry.ts'
import type { RoomAccess } from './rooms/room/access.ts'

/** What operations and transports work with; one per process. */
export interface Context {
  readonly config: ChatConfig
  readonly sql: Sql
  readonly log: Log
  readonly metrics: Metrics
  readonly verifier: Verifier
  readonly hub: Hub
  readonly typing: Typing
  readonly appends: AppendQueue
  readonly access: RoomAccess
  readonly connectionRegistry: ConnectionRegistry
  /** To be woken when a statement that wrote to the outbox is done: its events leave at once. */
  readonly outbox: Pick<OutboxRelay, 'wake'>
}
