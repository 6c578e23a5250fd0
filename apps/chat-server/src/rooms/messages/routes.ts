import { HistoryPage, HistoryQuery, MessageReceipt, RoomPath, SendMessage } from '@munova/chat-contract'
import type { Http } from '@munova/service'
import { history } from '../queries/history.ts'
import type { RoomsContext } from '../room/context.ts'
import { routeSchema } from '../room/route-schema.ts'
import { sendMessage } from './send.ts'

/** The messages of a room for clients without a live connection. */
export function messageRoutes(http: Http, context: RoomsContext): void {
  const onRequest = http.authenticate.requireMember

  http.get(
    '/v1/rooms/:id/messages',
    {
      onRequest,
      ...routeSchema(
        { tag: 'rooms', summary: 'Read message history', problems: ['NOT_A_MEMBER'] },
        { params: RoomPath, querystring: HistoryQuery, response: { 200: HistoryPage } },
      ),
    },
    async (request, reply) => {
      const reader = {
        sql: context.sql,
        access: context.access,
        pageBytes: context.config.HISTORY_PAGE_BYTES,
      }
      const query = { ...request.query, roomId: request.params.id }
      const page = await history(reader, request.member.memberId, query)
      // The page is JSON text already: the log holds events as JSON, which is not parsed and serialized again.
      reply.serializer(() => page)
      return reply.type('application/json; charset=utf-8').send({ items: [], nextCursor: null })
    },
  )

  http.post(
    '/v1/rooms/:id/messages',
    {
      onRequest,
      ...routeSchema(
        {
          tag: 'rooms',
          summary: 'Send a message; a repetition with the same clientMessageId gets the same answer',
          problems: [
            'NOT_A_MEMBER',
            'ROOM_CLOSED',
            'CLIENT_MESSAGE_ID_REUSED',
            'REPLY_NOT_FOUND',
            'PRODUCT_NOT_FOUND',
            'ORDER_NOT_FOUND',
            'PICTURE_NOT_FOUND',
            'OVERLOADED',
          ],
        },
        { params: RoomPath, body: SendMessage, response: { 200: MessageReceipt } },
      ),
    },
    async (request) => {
      const { memberId } = request.member
      context.sendQuotas.spendSend(memberId)
      return sendMessage(context.roomLog, memberId, { ...request.body, roomId: request.params.id })
    },
  )
}
