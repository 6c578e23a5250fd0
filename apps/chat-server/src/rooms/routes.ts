import { MarkRead, PageQuery, ReadPosition, Room, RoomPage, RoomPath, TagList } from '@munova/chat-contract'
import type { Http } from '@munova/service'
import { problem } from '../problems.ts'
import { groupRoutes } from './groups/routes.ts'
import { inquiryRoutes } from './inquiries/routes.ts'
import { markRead } from './membership/mark-read.ts'
import { messageRoutes } from './messages/routes.ts'
import { membershipRoutes } from './membership/routes.ts'
import { listRooms } from './queries/list-rooms.ts'
import { listTags } from './queries/tags.ts'
import { cannedReplyRoutes } from './replies/routes.ts'
import type { PicturesContext } from './pictures/context.ts'
import { roomPictureRoutes } from './pictures/routes.ts'
import type { RoomsContext } from './room/context.ts'
import { getRoom } from './room/room.ts'
import { limitRequests } from './room/request-limits.ts'
import { routeSchema } from './room/route-schema.ts'

/** Rooms over HTTP (docs/protocol.md). Groups and tags are read by guests, too; every other route requires an access token. */
export function roomRoutes(http: Http, context: RoomsContext & PicturesContext): void {
  const { sql } = context
  const onRequest = http.authenticate.requireMember
  limitRequests(http, context)
  inquiryRoutes(http, context)
  cannedReplyRoutes(http, context)
  groupRoutes(http, context)
  membershipRoutes(http, context)
  messageRoutes(http, context)
  roomPictureRoutes(http, context)

  http.get(
    '/v1/rooms',
    {
      onRequest,
      ...routeSchema(
        { tag: 'rooms', summary: 'List my rooms, newest activity first', problems: ['CURSOR_INVALID'] },
        { querystring: PageQuery, response: { 200: RoomPage } },
      ),
    },
    (request) => listRooms(sql, request.member.memberId, request.query),
  )

  http.get(
    '/v1/rooms/:id',
    {
      onRequest,
      ...routeSchema(
        { tag: 'rooms', summary: 'Get one of my rooms', problems: ['ROOM_NOT_FOUND'] },
        { params: RoomPath, response: { 200: Room } },
      ),
    },
    async (request) => {
      const room = await getRoom(sql, request.member.memberId, request.params.id)
      // Only who is in it has a read position.
      if (room.readSeq === null) throw problem('ROOM_NOT_FOUND')
      return room
    },
  )

  http.put(
    '/v1/rooms/:id/read',
    {
      onRequest,
      ...routeSchema(
        { tag: 'rooms', summary: 'Move my read position forward', problems: ['NOT_A_MEMBER'] },
        { params: RoomPath, body: MarkRead, response: { 200: ReadPosition } },
      ),
    },
    (request) =>
      markRead(context, request.member.memberId, { roomId: request.params.id, seq: request.body.seq }),
  )

  http.get(
    '/v1/tags',
    {
      onRequest: http.authenticate.admitVisitor,
      ...routeSchema(
        { tag: 'rooms', summary: 'List the interest tags: the categories of the shop' },
        { response: { 200: TagList } },
      ),
    },
    async () => ({ items: await listTags(sql), nextCursor: null }),
  )
}
