import { PAYMENT_WINDOW_URL } from '$app/env/private'
import type { CommerceSchemas } from '@munova/commerce-client'

/**
 * Where the buyer pays an order. A page links to it: an answer to a form must not lead there, since browsers hold the
 * form-action of a page against redirects to other origins too.
 */
export function paymentWindow(order: CommerceSchemas['Order'], origin: string): string {
  const back = `${origin}/checkout/result?order=${order.id}`
  const url = new URL(PAYMENT_WINDOW_URL)
  const title = order.items[0]?.productName ?? order.number
  for (const [name, value] of Object.entries({
    orderId: order.number,
    amount: String(order.total),
    orderName: title,
    successUrl: back,
    failUrl: back,
  }))
    url.searchParams.set(name, value)
  return url.href
}
