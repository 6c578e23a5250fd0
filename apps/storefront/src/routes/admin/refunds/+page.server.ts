import { outcomeOf } from '@munova/http-client'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const query = searchOf(event.url, ['cursor'])
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/refunds', { params: { query } }))
  return { ...listed(event.url, found), now: Date.now() }
}
