import { randomUUID } from 'node:crypto'
import type { ConfirmedPayment, Order } from '@munova/commerce-contract'
import { type HttpResponse, bodyOf, type HttpRequest } from '../requester.ts'
import { cpuFigures, cpuNotes } from '../cpu-usage.ts'
import { rateFigure, timeFigures } from '../trade-figures.ts'
import { checkMoney, checkStock } from '../check-books.ts'
import { createMembers } from '../members.ts'
import { type Part, settle } from '../context.ts'
import { runClosedLoop } from '../closed-loop.ts'

/** Used in rotation; more than there are concurrent checkouts. */
const MEMBERS = 5_000

export const home = {
  recipient: '김하늘',
  phone: '010-1234-5678',
  postcode: '04524',
  line1: '서울특별시 중구 세종대로 110',
  line2: '3층',
}

const steps = { cart: 'add to cart', order: 'order', window: 'payment window', confirm: 'payment' }

/** A whole purchase: add to cart, order, pay at the gateway, confirm. */
export const checkout: Part = async (context) => {
  const { shop, gateway, requester, anySku, values } = context
  const members = await createMembers(shop, Math.max(MEMBERS, 2 * values.connections))
  const confirmed: string[] = []
  let next = 0
  const iterations = await runClosedLoop(context, async () => {
    const { token } = members[next++ % members.length]!
    const send = (request: HttpRequest): Promise<HttpResponse> => requester.send({ ...request, token })
    const line = await send({ method: 'PUT', path: `/v1/cart/items/${anySku()}`, body: { quantity: 1 } })
    bodyOf(line, 200)
    const placed = await send({
      method: 'POST',
      path: '/v1/orders',
      body: { address: home },
      key: randomUUID(),
    })
    const { number, total } = bodyOf(placed, 201) as Order
    const at = performance.now()
    const paymentKey = await gateway.pay({ number, total })
    const window = performance.now() - at
    const body = { paymentKey, orderId: number, amount: total }
    const paid = await send({ method: 'POST', path: '/v1/payments/confirm', body, key: randomUUID() })
    const { orderStatus } = bodyOf(paid, 200) as ConfirmedPayment
    if (orderStatus !== 'PAID') throw new Error(`a paid order is ${orderStatus}`)
    confirmed.push(number)
    return { cart: line.ms, order: placed.ms, window, confirm: paid.ms }
  })
  await settle(context)
  const problems = [
    ...iterations.problems,
    ...(await checkMoney(context, confirmed)),
    ...(await checkStock(shop)),
  ]
  return {
    figures: [
      rateFigure('checkout.perSecond', 'orders paid', iterations.perSecond),
      ...timeFigures('checkout', 'checkout', iterations.total),
      ...Object.entries(steps).flatMap(([step, label]) => {
        const latency = iterations.steps[step]
        return latency ? timeFigures(`checkout.${step}`, `checkout, ${label}`, latency) : []
      }),
      ...cpuFigures('checkout', 'checkout', { cpu: iterations.cpu, count: iterations.measured }),
    ],
    problems: problems.map((problem) => `checkout: ${problem}`),
    notes: cpuNotes('checkout', iterations.cpu),
  }
}
