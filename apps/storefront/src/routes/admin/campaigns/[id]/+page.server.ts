import { outcomeOf } from '@munova/http-client'
import { LIVE_COUNTS } from '#lib/desk/counts.ts'
import { pathId } from '#lib/server/path-id.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { roomOf, setRoom } from '../../drops/room.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  event.depends(LIVE_COUNTS)
  const path = { id: pathId(event.params.id) }
  const [campaign, room] = await Promise.all([
    outcomeOf(event.locals.shop.GET('/v1/admin/coupon-campaigns/{id}', { params: { path } })),
    roomOf(event, 'coupon-campaign'),
  ])
  return { campaign: valueOrError(campaign), room, now: Date.now() }
}

export const actions: Actions = { room: (event) => setRoom(event, 'coupon-campaign') }
