import {
  OpenWaitingRoom,
  SetWaitingRoom,
  WaitingRoom,
  WaitingRoomList,
  WaitingRoomPath,
  WaitingTicket,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../../audit/actor.ts'
import { bearer, memberProblems, roleProblems } from '../../problems.ts'
import { resourceOf } from './admitted-resource.ts'
import type { WaitingRoomContext } from './waiting-rooms.ts'
import { readOpenRoom } from './read-open-room.ts'
import { listRooms, readRoom } from './read-rooms.ts'
import { setWaitingRoom } from './set-waiting-room.ts'

export function waitingRoomRoutes(app: Http, context: WaitingRoomContext): void {
  app.get(
    '/v1/waiting-rooms/:kind/:id',
    {
      schema: {
        tags: ['waiting rooms'],
        security: bearer,
        summary: 'Get the waiting room of a campaign or product',
        params: WaitingRoomPath,
        response: { 200: OpenWaitingRoom },
      },
      config: { problems: [...memberProblems, 'WAITING_ROOM_NOT_FOUND'] },
      onRequest: (request: FastifyRequest) => app.authenticate.requireMember(request),
    },
    ({ params }) => readOpenRoom(context, params),
  )

  app.post(
    '/v1/waiting-rooms/:kind/:id/tickets',
    {
      schema: {
        tags: ['waiting rooms'],
        security: bearer,
        summary: 'Take a ticket of the waiting room',
        description:
          'Returns the time of the turn and the pass for it immediately: no polling. Repeating the request returns the same ticket until it expires.',
        params: WaitingRoomPath,
        response: { 200: WaitingTicket },
      },
      config: {
        problems: [
          ...memberProblems,
          'WAITING_ROOM_NOT_FOUND',
          'WAITING_ROOM_CLOSED',
          'WAITING_ROOM_FULL',
          'EMAIL_NOT_VERIFIED',
          'OVERLOADED',
        ],
      },
      onRequest: (request: FastifyRequest) => app.authenticate.requireMember(request),
    },
    async (request, reply) => {
      const ticket = await context.waitingRooms.issueTicket(
        resourceOf(request.params),
        request.member.memberId,
      )
      return reply.header('retry-after', Math.ceil(ticket.waitMs / 1000)).send(ticket)
    },
  )

  app.get(
    '/v1/admin/waiting-rooms',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'List the waiting rooms that have not closed (administrator)',
        response: { 200: WaitingRoomList },
      },
      config: { problems: roleProblems },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    async () => ({ items: await listRooms(context.sql), nextCursor: null }),
  )

  app.get(
    '/v1/admin/waiting-rooms/:kind/:id',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Get a waiting room, with how many wait (administrator)',
        params: WaitingRoomPath,
        response: { 200: WaitingRoom },
      },
      config: { problems: [...roleProblems, 'WAITING_ROOM_NOT_FOUND'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) => readRoom(context.sql, request.params),
  )

  app.put(
    '/v1/admin/waiting-rooms/:kind/:id',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Create or change a waiting room (administrator)',
        params: WaitingRoomPath,
        body: SetWaitingRoom,
        response: { 204: z.null() },
      },
      config: {
        problems: [...roleProblems, 'CAMPAIGN_NOT_FOUND', 'PRODUCT_NOT_FOUND', 'WAITING_ROOMS_FULL'],
      },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    async (request, reply) => {
      await setWaitingRoom(context, actorOf(request), request.params, request.body)
      return reply.code(204).send(null)
    },
  )
}
