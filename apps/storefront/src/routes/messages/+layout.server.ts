import { outcomeOf } from '@munova/http-client'
import { rowOf } from '#lib/chat/rooms.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { LayoutServerLoad } from './$types'

const SHOWN = 30

export const load: LayoutServerLoad = async (event) => {
  const { id } = requireMember(event)
  const cursor = event.url.searchParams.get('cursor')
  const query = { limit: SHOWN, ...(cursor && { cursor }) }
  const { items, nextCursor } = valueOrError(
    await outcomeOf(event.locals.chat.GET('/v1/rooms', { params: { query } })),
  )
  return { memberId: id, rooms: items.map(rowOf), nextRooms: nextCursor, isFirstPage: cursor === null }
}
