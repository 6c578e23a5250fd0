import { Room, RoomPath } from '@munova/chat-contract'
import type { Http } from '@munova/service'
import type { RoomsContext } from './context.ts'
import { routeSchema } from './route-schema.ts'
import { memberQuota } from './member-quota.ts'
import { closeRoom, reopenRoom } from './lifecycle.ts'
import { getRoom } from './room.ts'

const verbs = [
  { verb: 'close', run: closeRoom, problems: [] },
  { verb: 'reopen', run: reopenRoom, problems: ['INQUIRY_OPEN_ELSEWHERE', 'TITLE_TAKEN'] },
] as const

/** `POST {path}/{id}/close` and `…/reopen`, for the owner of the room. */
export function lifecycleRoutes(
  http: Http,
  context: RoomsContext,
  rooms: { kind: 'INQUIRY' | 'GROUP'; path: string; tag: 'inquiries' | 'groups' },
): void {
  const quota = memberQuota(context.config, 'roomChanges')
  for (const { verb, run, problems } of verbs) {
    http.post(
      `${rooms.path}/:id/${verb}`,
      {
        onRequest: http.authenticate.requireMember,
        ...routeSchema(
          {
            tag: rooms.tag,
            summary: `${verb === 'close' ? 'Close' : 'Reopen'} the room (owner)`,
            problems: ['ROOM_NOT_FOUND', 'NOT_THE_OWNER', ...problems],
          },
          { params: RoomPath, response: { 200: Room } },
        ),
      },
      async (request) => {
        const { memberId } = request.member
        const roomId = request.params.id
        await run(context.roomLog, { roomId, kind: rooms.kind, ownerId: memberId, quota })
        context.outbox.wake()
        return getRoom(context.sql, memberId, roomId)
      },
    )
  }
}
