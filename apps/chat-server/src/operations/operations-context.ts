import type { Context } from '../context.ts'
import type { TypingEvents } from '../delivery/ephemeral/typing-events.ts'
import type { Hub } from '../delivery/hub.ts'
import type { RoomLog } from '../log/room-log.ts'
import type { AccessReader } from '../rooms/room/access.ts'
import type { OperationTable } from './operation.ts'

/** What the live operations work with. */
export interface OperationsContext extends Context {
  readonly hub: Hub
  readonly typingEvents: TypingEvents
  readonly roomLog: RoomLog
  readonly access: AccessReader
  readonly operations: OperationTable
}
