import type { Context } from '../../context.ts'
import type { EphemeralEvents } from '../../delivery/ephemeral/ephemeral-events.ts'
import type { InboxSignals } from '../../delivery/relay/inbox-signals.ts'
import type { RoomLog } from '../../log/room-log.ts'
import type { RoomAccess } from './access.ts'
import type { MemberRequestQuotas } from './request-limits.ts'

/** What the routes of rooms work with. */
export interface RoomsContext extends Context {
  readonly roomLog: RoomLog
  readonly access: RoomAccess
  readonly memberRequests: MemberRequestQuotas
  /** What members may send, live and over HTTP together; throws RATE_LIMITED. */
  readonly sendQuotas: { spendSend(memberId: number): void }
  readonly inboxSignals: Pick<InboxSignals, 'roomChanged'>
  readonly ephemeralEvents: Pick<EphemeralEvents, 'read'>
}
