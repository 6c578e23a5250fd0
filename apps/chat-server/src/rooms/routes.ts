import {
  HistoryPage,
  HistoryQuery,
  MarkRead,
  PageQuery,
  ReadPosition,
  RoomPage,
  RoomPath,
  TagList,
} from '@munova/chat-contract'
import type { Http } from '@munova/service'
import type { Context } from '../context.ts'
import { history } from './queries/history.ts'
import { markRead } from './membership/mark-read.ts'
import { describe } from './room/describe.ts'
import { groupRoutes } from './groups/routes.ts'
import { inquiryRoutes } from './inquiries/routes.ts'
import { listRooms } from './queries/rooms.ts'
import { listTags } from './queries/tags.ts'

/** Rooms over HTTP (docs/protocol.md). Everything here needs an access token. */
export function roomRoutes(http: Http, context: Context): void {
  const { sql } = context
  const onRequest = http.authenticate.requireMember
  inquiryRoutes(http, context)
  groupRoutes(http, context)

  http.get(
    '/v1/rooms',
    {
      onRequest,
      ...describe(
        { tag: 'rooms', summary: 'All my rooms, newest activity first', problems: ['CURSOR_INVALID'] },
        { querystring: PageQuery, response: { 200: RoomPage } },
      ),
    },
    (request) => listRooms(sql, request.member.memberId, request.query),
  )

  http.get(
    '/v1/rooms/:id/messages',
    {
      onRequest,
      ...describe(
        { tag: 'rooms', summary: 'A stretch of the log', problems: ['NOT_A_MEMBER'] },
        { params: RoomPath, querystring: HistoryQuery, response: { 200: HistoryPage } },
      ),
    },
    async (request, reply) => {
      const reader = { sql, access: context.access, pageBytes: context.config.HISTORY_PAGE_BYTES }
      const query = { ...request.query, roomId: request.params.id }
      const page = await history(reader, request.member.memberId, query)
      // The log holds events as JSON: they are passed on, not parsed and written again.
      reply.serializer(() => page)
      return reply.type('application/json; charset=utf-8').send({ items: [], nextCursor: null })
    },
  )

  http.put(
    '/v1/rooms/:id/read',
    {
      onRequest,
      ...describe(
        { tag: 'rooms', summary: 'Move my read position forward', problems: ['NOT_A_MEMBER'] },
        { params: RoomPath, body: MarkRead, response: { 200: ReadPosition } },
      ),
    },
    (request) => markRead(sql, request.member.memberId, { roomId: request.params.id, seq: request.body.seq }),
  )

  http.get(
    '/v1/tags',
    {
      onRequest,
      ...describe(
        { tag: 'rooms', summary: 'Interest tags: the categories of the shop' },
        { response: { 200: TagList } },
      ),
    },
    async () => ({ items: await listTags(sql), nextCursor: null }),
  )
}
