import { outcomeOf } from '@munova/http-client'
import { valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const cursor = event.url.searchParams.get('cursor')
  const page = valueOrError(
    await outcomeOf(
      event.locals.shop.GET('/v1/orders', { params: { query: { ...(cursor && { cursor }) } } }),
    ),
  )
  return { items: page.items, nextCursor: page.nextCursor, isFirst: cursor === null }
}
