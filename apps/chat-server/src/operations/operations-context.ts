import type { EphemeralEvents } from '../delivery/ephemeral/ephemeral-events.ts'
import type { Hub } from '../delivery/hub.ts'
import type { Inboxes } from '../inbox/inboxes.ts'
import type { RoomsContext } from '../rooms/room/context.ts'
import type { OperationTable } from './operation.ts'

/** What the live operations work with. */
export interface OperationsContext extends RoomsContext {
  readonly hub: Hub
  readonly inboxes: Inboxes
  readonly ephemeralEvents: EphemeralEvents
  readonly operations: OperationTable
}
