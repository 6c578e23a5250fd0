import { outcomeOf } from '@munova/http-client'
import { valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const cursor = event.url.searchParams.get('cursor')
  const listed = await outcomeOf(
    event.locals.shop.GET('/v1/restock-places', {
      params: { query: { limit: 24, ...(cursor && { cursor }) } },
    }),
  )
  const { items, nextCursor } = valueOrError(listed)
  return { places: items, nextCursor }
}
