import { outcomeOf } from '@munova/http-client'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'SELLER')
  const { shop, chat } = event.locals
  const [summary, waiting] = await Promise.all([
    outcomeOf(shop.GET('/v1/seller/summary')),
    outcomeOf(chat.GET('/v1/seller/inquiries/waiting')),
  ])
  return {
    summary: valueOrError(summary),
    /** Undefined while chat-server is away. */
    waiting: waiting.ok ? waiting.value : undefined,
    now: Date.now(),
  }
}
