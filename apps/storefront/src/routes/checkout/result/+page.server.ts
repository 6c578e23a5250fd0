import { randomUUID } from 'node:crypto'
import { outcomeOf } from '@munova/http-client'
import { isWindowLeft } from '#lib/orders/window-left.ts'
import { bankName } from '#lib/server/banks.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { shownProblem } from '#lib/text/problem.ts'
import type { PageServerLoad } from './$types'

/**
 * The gateway sends the browser here. Confirming again never charges again, so that reloading, the back button and a second
 * window are harmless. Texts in the address are not shown: anybody may write them.
 */
export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const { searchParams } = event.url
  const { shop } = event.locals
  const id = Number(searchParams.get('order'))
  const orderId = Number.isSafeInteger(id) && id > 0 ? id : undefined
  const paymentKey = searchParams.get('paymentKey')
  const number = searchParams.get('orderId') ?? ''
  if (paymentKey === null) {
    return {
      orderId,
      result: isWindowLeft(searchParams.get('code')) ? ('left' as const) : ('failed' as const),
    }
  }
  const confirmed = await outcomeOf(
    shop.POST('/v1/payments/confirm', {
      params: { header: { 'idempotency-key': randomUUID() } },
      body: { paymentKey, orderId: number, amount: Number(searchParams.get('amount')) },
    }),
  )
  if (confirmed.ok) {
    const { orderStatus, payment } = confirmed.value
    const result = orderStatus === 'PAID' ? ('paid' as const) : ('waiting' as const)
    const bank = payment.account && bankName(payment.account.bankCode, event.locals.language)
    return { orderId: confirmed.value.orderId, result, payment, bank }
  }
  const { problem } = confirmed
  const shown = { orderId, problem: shownProblem(problem) }
  if (problem.code === 'ALREADY_PAID') return { ...shown, result: 'paidAlready' as const }
  if (
    problem.status >= 500 ||
    ['PAYMENT_IN_PROGRESS', 'IDEMPOTENCY_KEY_IN_USE', 'RATE_LIMITED'].includes(problem.code)
  )
    return { ...shown, result: 'unknown' as const }
  if (problem.code !== 'PAYMENT_DECLINED') return { ...shown, result: 'failed' as const }
  const order =
    orderId === undefined
      ? undefined
      : await outcomeOf(shop.GET('/v1/orders/{id}', { params: { path: { id: orderId } } }))
  const failure = order?.ok ? order.value.payment?.failure : undefined
  return { ...shown, result: 'declined' as const, reason: failure?.message }
}
