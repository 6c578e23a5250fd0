import { outcomeOf } from '@munova/http-client'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { type FoundMember, searches } from './search.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const { words, by, role, status, cursor } = searchOf(event.url, ['words', 'by', 'role', 'status', 'cursor'])
  const search = {
    words,
    by: searches.find((known) => known === by) ?? ('email' as const),
    role: role as FoundMember['role'] | undefined,
    status: status as FoundMember['status'] | undefined,
  }
  const query = {
    ...(words && { [search.by]: words }),
    ...(search.role && { role: search.role }),
    ...(search.status && { status: search.status }),
    ...(cursor && { cursor }),
  }
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/members', { params: { query } }))
  return { search, ...listed(event.url, found) }
}
