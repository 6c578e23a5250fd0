import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { koreanDay } from '#lib/server/korean-time.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { PageServerLoad } from './$types'

const names = ['actorId', 'action', 'thing', 'thingId', 'from', 'until', 'cursor'] as const

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const { cursor, ...search } = searchOf(event.url, names)
  const from = koreanDay(search.from ?? '')
  const until = koreanDay(search.until ?? '', 1)
  const query = {
    ...(search.actorId && { actorId: Number(search.actorId) }),
    ...(search.action && { action: search.action as CommerceSchemas['AuditEntry']['action'] }),
    ...(search.thing && { thing: search.thing as CommerceSchemas['AuditEntry']['thing'] }),
    ...(search.thingId && { thingId: Number(search.thingId) }),
    ...(from && { from }),
    ...(until && { until }),
    ...(cursor && { cursor }),
  }
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/audit-log', { params: { query } }))
  return { search, ...listed(event.url, found) }
}
