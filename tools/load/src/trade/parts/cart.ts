import { bodyOf } from '../requester.ts'
import { cpuFigures, cpuNotes } from '../cpu-usage.ts'
import { rateFigure, timeFigures } from '../trade-figures.ts'
import type { Part } from '../context.ts'
import { runClosedLoop } from '../closed-loop.ts'

/** Guests without a cart add an item, which creates a new cart each time. */
export const cart: Part = async (context) => {
  const { shop, requester, anySku } = context
  const iterations = await runClosedLoop(context, async () => {
    bodyOf(
      await requester.send({ method: 'PUT', path: `/v1/cart/items/${anySku()}`, body: { quantity: 1 } }),
      200,
    )
    return {}
  })
  const [stored] = await shop.sql<[{ carts: number }]>`
    select count(*) as carts from carts
    where member_id is null and (select count(*) from cart_lines where cart_id = carts.id) = 1`
  const lost = iterations.succeeded - stored.carts
  return {
    figures: [
      rateFigure('cart.perSecond', 'new carts with an item', iterations.perSecond),
      ...timeFigures('cart', 'cart', iterations.total),
      ...cpuFigures('cart', 'cart', { cpu: iterations.cpu, count: iterations.measured }),
    ],
    problems: [...iterations.problems, ...(lost > 0 ? [`${lost} carts are lost`] : [])].map(
      (problem) => `cart: ${problem}`,
    ),
    notes: cpuNotes('cart', iterations.cpu),
  }
}
