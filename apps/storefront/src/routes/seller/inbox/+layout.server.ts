import { outcomeOf } from '@munova/http-client'
import { queryOf, viewOf } from '#lib/chat/inquiry-views.ts'
import { rowOf } from '#lib/chat/rooms.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { LayoutServerLoad } from './$types'

const SHOWN = 30

export const load: LayoutServerLoad = async (event) => {
  const { id } = requireRole(event, 'SELLER')
  const { searchParams } = event.url
  const view = viewOf(searchParams.get('show'))
  const cursor = searchParams.get('cursor')
  const query = { ...queryOf[view], limit: SHOWN, ...(cursor && { cursor }) }
  const { chat } = event.locals
  const [list, waiting] = await Promise.all([
    outcomeOf(chat.GET('/v1/seller/inquiries', { params: { query } })),
    outcomeOf(chat.GET('/v1/seller/inquiries/waiting')),
  ])
  const { items, nextCursor } = valueOrError(list)
  return {
    memberId: id,
    view,
    inquiries: items.map(rowOf),
    nextInquiries: nextCursor,
    waiting: valueOrError(waiting),
    /** So that server and browser write the same first. */
    now: Date.now(),
  }
}
