import type { Verifier } from '@munova/auth'
import type { OutboxRelay, Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import type { ChatConfig } from './config.ts'
import type { TypingEvents } from './delivery/ephemeral/typing-events.ts'
import type { Hub } from './delivery/hub.ts'
import type { RoomLog } from './log/room-log.ts'
import type { RoomAccess } from './rooms/room/access.ts'
import type { ConnectionRegistry } from './sessions/connection-registry.ts'

/** What operations and transports work with; one per process. */
export interface Context {
  readonly config: ChatConfig
  readonly sql: Sql
  readonly log: Log
  readonly metrics: Metrics
  readonly verifier: Verifier
  readonly hub: Hub
  readonly typingEvents: TypingEvents
  readonly roomLog: RoomLog
  readonly access: RoomAccess
  readonly connectionRegistry: ConnectionRegistry
  /** Call `wake` after a statement that wrote to the outbox: the relay publishes at once instead of at its next poll. */
  readonly outbox: Pick<OutboxRelay, 'wake'>
}
