import {
  InboxQuery,
  OpenInquiry,
  PageQuery,
  Room,
  RoomPage,
  RoomPath,
  WaitingSummary,
} from '@munova/chat-contract'
import type { Http } from '@munova/service'
import { problem } from '../../problems.ts'
import type { RoomsContext } from '../room/context.ts'
import { getRoom } from '../room/room.ts'
import { routeSchema } from '../room/route-schema.ts'
import { knownMember } from '../room/known-member.ts'
import { lifecycleRoutes } from '../room/lifecycle-routes.ts'
import { listInbox, listInquiries } from './list.ts'
import { memberQuota } from '../room/member-quota.ts'
import { openInquiry } from './open.ts'
import { countWaiting } from './waiting.ts'

export function inquiryRoutes(http: Http, context: RoomsContext): void {
  const { sql } = context
  const onRequest = http.authenticate.requireMember
  const quota = memberQuota(context.config, 'inquiries')

  http.post(
    '/v1/inquiries',
    {
      onRequest: [onRequest, knownMember(sql)],
      ...routeSchema(
        {
          tag: 'inquiries',
          summary: 'Open an inquiry about a product, or return the open one',
          problems: ['PRODUCT_NOT_FOUND', 'OWN_PRODUCT'],
        },
        { body: OpenInquiry, response: { 200: Room, 201: Room } },
      ),
    },
    async (request, reply) => {
      const { room, created } = await openInquiry(
        sql,
        { buyerId: request.member.memberId, quota },
        request.body.productId,
      )
      if (created) {
        context.outbox.wake()
        context.inboxSignals.roomChanged(room.id)
      }
      if (!created) return room
      return reply.code(201).header('location', `/v1/inquiries/${room.id}`).send(room)
    },
  )

  http.get(
    '/v1/inquiries/:id',
    {
      onRequest,
      ...routeSchema(
        { tag: 'inquiries', summary: 'Get my inquiry, as its buyer or seller', problems: ['ROOM_NOT_FOUND'] },
        { params: RoomPath, response: { 200: Room } },
      ),
    },
    async (request) => {
      const room = await getRoom(sql, request.member.memberId, request.params.id)
      // Only who is in it has a read position.
      if (room.kind !== 'INQUIRY' || room.readSeq === null) throw problem('ROOM_NOT_FOUND')
      return room
    },
  )

  http.get(
    '/v1/inquiries',
    {
      onRequest,
      ...routeSchema(
        { tag: 'inquiries', summary: 'List my inquiries as a buyer', problems: ['CURSOR_INVALID'] },
        { querystring: PageQuery, response: { 200: RoomPage } },
      ),
    },
    (request) => listInquiries(sql, request.member.memberId, request.query),
  )

  http.get(
    '/v1/seller/inquiries',
    {
      onRequest: http.authenticate.requireRole('SELLER', 'ADMIN'),
      ...routeSchema(
        {
          tag: 'inquiries',
          summary: 'List the inquiries about my products (seller)',
          problems: ['CURSOR_INVALID', 'FORBIDDEN'],
        },
        { querystring: InboxQuery, response: { 200: RoomPage } },
      ),
    },
    (request) => listInbox(sql, request.member.memberId, request.query),
  )

  http.get(
    '/v1/seller/inquiries/waiting',
    {
      onRequest: http.authenticate.requireRole('SELLER', 'ADMIN'),
      ...routeSchema(
        {
          tag: 'inquiries',
          summary: 'Count the buyers who wait for my answer (seller)',
          problems: ['FORBIDDEN'],
        },
        { response: { 200: WaitingSummary } },
      ),
    },
    (request) => countWaiting(sql, request.member.memberId),
  )

  lifecycleRoutes(http, context, { kind: 'INQUIRY', path: '/v1/inquiries', tag: 'inquiries' })
}
