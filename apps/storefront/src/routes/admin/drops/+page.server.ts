import { outcomeOf } from '@munova/http-client'
import { redirect } from '@sveltejs/kit'
import { LIVE_COUNTS } from '#lib/desk/counts.ts'
import { pathId } from '#lib/server/path-id.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { PageServerLoad } from './$types'

/** With the number of a product its own page. */
export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const product = event.url.searchParams.get('product')
  if (product) redirect(303, `/admin/drops/${pathId(product.trim())}`)
  event.depends(LIVE_COUNTS)
  const { items } = valueOrError(await outcomeOf(event.locals.shop.GET('/v1/admin/waiting-rooms')))
  return { rooms: items, now: Date.now() }
}
