import { randomUUID } from 'node:crypto'
import type { ConfirmedPayment, Order } from '@munova/commerce-contract'
import { type Answer, bodyOf, type Question } from '../requester.ts'
import { coreFigures, coreNotes } from '../cpu-usage.ts'
import { rateFigure, timeFigures } from '../figures.ts'
import { judgeMoney, judgeStock } from '../check-books.ts'
import { makeMembers } from '../members.ts'
import { type Part, settle } from '../environment.ts'
import { takeTurns } from '../closed-loop.ts'

/** Members in turn: more than are ever at it at once. */
const MEMBERS = 5_000

export const home = {
  recipient: '김하늘',
  phone: '010-1234-5678',
  postcode: '04524',
  line1: '서울특별시 중구 세종대로 110',
  line2: '3층',
}

const steps = { cart: 'into the cart', order: 'order', window: 'payment window', confirm: 'payment' }

/** A member's whole purchase: a pair into the cart, the cart ordered, paid at the gateway, confirmed. */
export const checkout: Part = async (stage) => {
  const { shop, gateway, asker, anySku, values } = stage
  const members = await makeMembers(shop, Math.max(MEMBERS, 2 * values.connections))
  const told: string[] = []
  let next = 0
  const turns = await takeTurns(stage, async () => {
    const { token } = members[next++ % members.length]!
    const ask = (question: Question): Promise<Answer> => asker.ask({ ...question, token })
    const line = await ask({ method: 'PUT', path: `/v1/cart/items/${anySku()}`, body: { quantity: 1 } })
    bodyOf(line, 200)
    const placed = await ask({
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
    const paid = await ask({ method: 'POST', path: '/v1/payments/confirm', body, key: randomUUID() })
    const { orderStatus } = bodyOf(paid, 200) as ConfirmedPayment
    if (orderStatus !== 'PAID') throw new Error(`a paid order is ${orderStatus}`)
    told.push(number)
    return { cart: line.waited, order: placed.waited, window, confirm: paid.waited }
  })
  await settle(stage)
  const problems = [...turns.problems, ...(await judgeMoney(stage, told)), ...(await judgeStock(shop))]
  return {
    figures: [
      rateFigure('checkout.perSecond', 'orders paid', turns.perSecond),
      ...timeFigures('checkout', 'checkout', turns.whole),
      ...Object.entries(steps).flatMap(([step, label]) => {
        const latency = turns.steps[step]
        return latency ? timeFigures(`checkout.${step}`, `checkout, ${label}`, latency) : []
      }),
      ...coreFigures('checkout', 'checkout', { busy: turns.busy, count: turns.measured }),
    ],
    problems: problems.map((problem) => `checkout: ${problem}`),
    notes: coreNotes('checkout', turns.busy),
  }
}
