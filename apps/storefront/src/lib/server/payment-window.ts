import { PAYMENT_WINDOW_URL, TOSS_CLIENT_KEY, TOSS_SDK_URL } from '$app/env/private'
import type { CommerceSchemas } from '@munova/commerce-client'

/** Longer names are refused by Toss Payments. */
const NAME_CHARACTERS = 100

/** What a payment window is told of an order, and where it sends the browser afterwards. */
export interface PaymentRequest {
  orderId: string
  amount: number
  orderName: string
  successUrl: string
  failUrl: string
}

export function paymentRequest(order: CommerceSchemas['Order'], origin: string): PaymentRequest {
  const back = `${origin}/checkout/result?order=${order.id}`
  const name = order.items[0]?.productName ?? order.number
  return {
    orderId: order.number,
    amount: order.total,
    orderName: name.slice(0, NAME_CHARACTERS),
    successUrl: back,
    failUrl: back,
  }
}

/** How pages open the payment window of Toss Payments; undefined when the page of PAYMENT_WINDOW_URL replaces it. */
export const tossWindow = TOSS_CLIENT_KEY ? { clientKey: TOSS_CLIENT_KEY, sdkUrl: TOSS_SDK_URL } : undefined

/**
 * Where the buyer pays an order. A page links to it: an answer to a form must not lead there, since browsers hold the
 * form-action of a page against redirects to other origins too.
 */
export function paymentPage(order: CommerceSchemas['Order'], origin: string): string {
  if (tossWindow) return `/orders/${order.id}/pay`
  const url = new URL(PAYMENT_WINDOW_URL)
  for (const [name, value] of Object.entries(paymentRequest(order, origin)))
    url.searchParams.set(name, String(value))
  return url.href
}
