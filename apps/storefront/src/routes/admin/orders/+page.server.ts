import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { koreanDay } from '#lib/server/korean-time.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { searches } from './search.ts'
import type { PageServerLoad } from './$types'

const names = ['by', 'words', 'status', 'sellerId', 'from', 'until', 'cursor'] as const

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const { cursor, by: wantedBy, ...search } = searchOf(event.url, names)
  const by = searches.find((known) => known === wantedBy) ?? 'number'
  const from = koreanDay(search.from ?? '')
  const until = koreanDay(search.until ?? '', 1)
  const query = {
    ...(search.words && { [by]: search.words }),
    ...(search.status && { status: search.status as CommerceSchemas['OrderStatus'] }),
    ...(search.sellerId && { sellerId: Number(search.sellerId) }),
    ...(from && { from }),
    ...(until && { until }),
    ...(cursor && { cursor }),
  }
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/orders', { params: { query } }))
  return { search: { ...search, by }, ...listed(event.url, found) }
}
