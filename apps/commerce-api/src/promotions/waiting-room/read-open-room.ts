import type { OpenWaitingRoom } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss } from '@munova/database'
import { problem } from '../../problems.ts'
import { resourceOf, type Resource } from './admitted-resource.ts'
import type { WaitingRoomContext } from './waiting-rooms.ts'

/** The room of a resource that has not closed. Throws WAITING_ROOM_NOT_FOUND. */
export async function readOpenRoom(
  { sql, config }: WaitingRoomContext,
  resource: Resource,
): Promise<OpenWaitingRoom> {
  const columns = columnList<OpenWaitingRoom>(sql, {
    ticketsFrom: isoInstant(sql, sql`opens_at - ${config.WAITING_ROOM_EARLY_MS} * interval '1 millisecond'`),
    opensAt: isoInstant(sql, sql`opens_at`),
    closesAt: isoInstant(sql, sql`closes_at`),
    verifiedOnly: sql`verified_only`,
  })
  // Index waiting_rooms_pkey.
  const [room] = await retryOnConnectionLoss(
    () => sql<OpenWaitingRoom[]>`
      select ${columns} from waiting_rooms where resource = ${resourceOf(resource)} and closes_at > now()`,
  )
  if (!room) throw problem('WAITING_ROOM_NOT_FOUND')
  return room
}
