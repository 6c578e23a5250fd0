import { CannedReply, CannedReplyList, CannedReplyPath, CannedReplyText } from '@munova/chat-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import type { RoomsContext } from '../room/context.ts'
import { knownMember } from '../room/known-member.ts'
import { routeSchema } from '../room/route-schema.ts'
import { listReplies, putReply, removeReply } from './canned-replies.ts'

/** Canned replies of a seller: the same on every device. */
export function cannedReplyRoutes(http: Http, { sql, config }: RoomsContext): void {
  const onRequest = http.authenticate.requireRole('SELLER', 'ADMIN')

  http.get(
    '/v1/seller/canned-replies',
    {
      onRequest,
      ...routeSchema(
        { tag: 'inquiries', summary: 'List my canned replies (seller)', problems: ['FORBIDDEN'] },
        { response: { 200: CannedReplyList } },
      ),
    },
    async ({ member }) => ({ items: await listReplies(sql, member.memberId), nextCursor: null }),
  )

  http.put(
    '/v1/seller/canned-replies/:shortcut',
    {
      onRequest: [onRequest, knownMember(sql)],
      ...routeSchema(
        {
          tag: 'inquiries',
          summary: 'Add a canned reply, or replace the one with this shortcut (seller)',
          problems: ['FORBIDDEN', 'TOO_MANY_CANNED_REPLIES'],
        },
        { params: CannedReplyPath, body: CannedReplyText, response: { 200: CannedReply } },
      ),
    },
    ({ member, params, body }) =>
      putReply(sql, member.memberId, { ...params, ...body, most: config.CANNED_REPLIES_PER_SELLER }),
  )

  http.delete(
    '/v1/seller/canned-replies/:shortcut',
    {
      onRequest,
      ...routeSchema(
        {
          tag: 'inquiries',
          summary: 'Delete a canned reply (seller)',
          problems: ['FORBIDDEN', 'CANNED_REPLY_NOT_FOUND'],
        },
        { params: CannedReplyPath, response: { 204: z.null() } },
      ),
    },
    async ({ member, params }, reply) => {
      await removeReply(sql, member.memberId, params.shortcut)
      return reply.code(204).send(null)
    },
  )
}
