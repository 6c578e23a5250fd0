import { SetWaitingRoom, WaitingRoomPath, WaitingTicket } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { bearer, memberProblems, roleProblems } from '../../problems.ts'
import type { WaitingRoomContext } from './rooms.ts'
import { resourceOf, setRoom } from './set-room.ts'

export function waitingRoutes(app: Http, context: WaitingRoomContext): void {
  app.post(
    '/v1/waiting-rooms/:kind/:id/tickets',
    {
      schema: {
        tags: ['waiting rooms'],
        security: bearer,
        summary: 'Take a place in the line',
        description:
          'Answers at once when the turn is, and the pass for it: there is nothing to poll. Taking it again answers the same place, until it has expired.',
        params: WaitingRoomPath,
        response: { 200: WaitingTicket },
      },
      config: {
        problems: [
          ...memberProblems,
          'WAITING_ROOM_NOT_FOUND',
          'WAITING_ROOM_CLOSED',
          'WAITING_ROOM_FULL',
          'OVERLOADED',
        ],
      },
      onRequest: (request: FastifyRequest) => app.authenticate.requireMember(request),
    },
    async (request, reply) => {
      const ticket = await context.waiting.take(resourceOf(request.params), request.member.memberId)
      return reply.header('retry-after', Math.ceil(ticket.waitMs / 1000)).send(ticket)
    },
  )

  app.put(
    '/v1/admin/waiting-rooms/:kind/:id',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Put a waiting room before something, or change it',
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
      await setRoom(context, request.member.memberId, request.params, request.body)
      return reply.code(204).send(null)
    },
  )
}
