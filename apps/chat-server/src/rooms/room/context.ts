import type { Context } from '../../context.ts'
import type { InboxSignals } from '../../delivery/relay/inbox-signals.ts'
import type { RoomLog } from '../../log/room-log.ts'
import type { RoomAccess } from './access.ts'

/** What the routes of rooms work with. */
export interface RoomsContext extends Context {
  readonly roomLog: RoomLog
  readonly access: RoomAccess
  readonly inboxSignals: Pick<InboxSignals, 'roomChanged'>
}
