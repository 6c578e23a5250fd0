import { outcomeOf } from '@munova/http-client'
import { groupOf } from '#lib/chat/groups.ts'
import { valueOrError } from '#lib/server/problems.ts'
import type { PageServerLoad } from './$types'

const SHOWN = 20

export const load: PageServerLoad = async ({ url, locals }) => {
  const keyword = url.searchParams.get('keyword')?.trim() ?? ''
  const tag = Number(url.searchParams.get('tag')) || 0
  // A guest is in none.
  const which = locals.session.member ? (url.searchParams.get('which') ?? '') : ''
  const cursor = url.searchParams.get('cursor')
  const query = {
    limit: SHOWN,
    ...(keyword && { keyword }),
    ...(tag && { tag }),
    ...(which === 'mine' && { mine: true }),
    ...(which === 'others' && { mine: false, status: 'OPEN' as const }),
    ...(cursor && { cursor }),
  }
  const found = valueOrError(await outcomeOf(locals.chat.GET('/v1/groups', { params: { query } })))
  return {
    groups: found.items.map(groupOf),
    nextCursor: found.nextCursor,
    filter: { keyword, tag, which, isFirstPage: cursor === null },
  }
}
