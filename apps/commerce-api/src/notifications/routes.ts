import {
  IdPath,
  NotificationPage,
  NotificationQuery,
  ReadNotifications,
  StreamHeaders,
  StreamQuery,
  UnreadNotifications,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { memberProblems } from '../problems.ts'
import { listNotifications } from './list.ts'
import { markRead, markReadUpTo } from './mark-read.ts'
import type { OpenStreams } from './open-streams.ts'

/** A member's own notifications. Their ids count per member, so a request cannot refer to another member's. */
export function notificationRoutes(app: Http, { sql }: Context, streams: OpenStreams): void {
  const onRequest = app.authenticate.requireMember
  const tags = ['notifications']
  // Closing the app waits for open responses, and a stream would stay open.
  app.addHook('preClose', () => streams.close())

  app.get(
    '/v1/notifications',
    {
      schema: {
        tags,
        summary: 'List my notifications, newest first',
        querystring: NotificationQuery,
        response: { 200: NotificationPage },
      },
      config: { problems: [...memberProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listNotifications(sql, request.member.memberId, request.query),
  )

  app.put(
    '/v1/notifications/:id/read',
    {
      schema: {
        tags,
        summary: 'Mark a notification as read',
        description: 'Idempotent.',
        params: IdPath,
        response: { 200: UnreadNotifications },
      },
      config: { problems: [...memberProblems, 'NOTIFICATION_NOT_FOUND'] },
      onRequest,
    },
    async (request) => {
      const { memberId } = request.member
      const unread = await markRead(sql, memberId, request.params.id)
      streams.publishChange([memberId])
      return unread
    },
  )

  app.put(
    '/v1/notifications/read',
    {
      schema: {
        tags,
        summary: 'Mark all notifications up to one as read',
        body: ReadNotifications,
        response: { 200: UnreadNotifications },
      },
      config: { problems: [...memberProblems] },
      onRequest,
    },
    async (request) => {
      const { memberId } = request.member
      const unread = await markReadUpTo(sql, memberId, request.body.upTo)
      streams.publishChange([memberId])
      return unread
    },
  )

  streamRoute(app, streams)
}

const EventStream = z.custom<Readable>().meta({ type: 'string' })

function streamRoute(app: Http, streams: OpenStreams): void {
  app.get(
    '/v1/notifications/stream',
    {
      // A HEAD request would open a stream without a reader.
      exposeHeadRoute: false,
      schema: {
        tags: ['notifications'],
        summary: 'Stream my notifications (server-sent events)',
        description:
          'Events: `notification` with `id`, after `Last-Event-ID` without a gap; `unread` when the number of unread notifications changes; `end` with a reason. The access token is sent in the header `Authorization`, so use `fetch`: the `EventSource` of browsers cannot set it.',
        headers: StreamHeaders,
        querystring: StreamQuery,
        response: { 200: EventStream },
      },
      config: { problems: [...memberProblems], produces: 'text/event-stream' },
      onRequest: app.authenticate.requireMember,
    },
    async (request, reply) => {
      const after = request.headers['last-event-id'] ?? request.query.after
      const stream = await streams.open(request.member, after)
      // Without the second header, proxies that buffer responses would delay the events.
      void reply.header('content-type', 'text/event-stream').header('x-accel-buffering', 'no')
      return reply.send(stream.body)
    },
  )
}
