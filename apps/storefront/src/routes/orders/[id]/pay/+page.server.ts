import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { pathId } from '#lib/server/path-id.ts'
import { paymentRequest, tossWindow } from '#lib/server/payment-window.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { PageServerLoad } from './$types'

/** Whoever comes back after paying, or too late, is shown the order. */
export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const id = pathId(event.params.id)
  const order = valueOrError(
    await outcomeOf(event.locals.shop.GET('/v1/orders/{id}', { params: { path: { id } } })),
  )
  if (order.status !== 'PENDING' || !tossWindow) redirect(303, `/orders/${id}`)
  // The back button would show the page as it was before the payment.
  event.setHeaders({ 'cache-control': 'no-store' })
  return {
    id,
    expiresAt: order.expiresAt,
    request: paymentRequest(order, event.url.origin),
    window: tossWindow,
  }
}
