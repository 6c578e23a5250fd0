import { outcomeOf } from '@munova/http-client'
import { act } from '#lib/desk/acts/act.server.ts'
import { LIVE_COUNTS } from '#lib/desk/counts.ts'
import { textOf } from '#lib/server/form.ts'
import { pathId } from '#lib/server/path-id.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { roomOf, setRoom } from '../room.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  event.depends(LIVE_COUNTS)
  const id = pathId(event.params.id)
  const [room, product] = await Promise.all([
    roomOf(event, 'product'),
    outcomeOf(event.locals.shop.GET('/v1/products/{id}', { params: { path: { id } } })),
  ])
  // A product that is not on sale yet has no page in the shop.
  const shown = product.ok
    ? { name: product.value.name, purchaseLimit: product.value.purchaseLimit }
    : undefined
  return { id, room, shown, now: Date.now() }
}

export const actions: Actions = {
  room: (event) => setRoom(event, 'product'),
  limit: (event) =>
    act(event, 'limit', {
      make: ({ form }) =>
        outcomeOf(
          event.locals.shop.PUT('/v1/admin/products/{id}/purchase-limit', {
            params: { path: { id: pathId(event.params.id) } },
            body: {
              purchaseLimit: textOf(form, 'purchaseLimit') ? Number(textOf(form, 'purchaseLimit')) : null,
            },
          }),
        ),
    }),
}
