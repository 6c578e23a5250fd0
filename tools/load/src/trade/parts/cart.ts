import { bodyOf } from '../requester.ts'
import { coreFigures, coreNotes } from '../cpu-usage.ts'
import { rateFigure, timeFigures } from '../figures.ts'
import type { Part } from '../environment.ts'
import { takeTurns } from '../closed-loop.ts'

/** Guests without a cart put one pair into one: a new cart each time. */
export const cart: Part = async (stage) => {
  const { shop, asker, anySku } = stage
  const turns = await takeTurns(stage, async () => {
    bodyOf(await asker.ask({ method: 'PUT', path: `/v1/cart/items/${anySku()}`, body: { quantity: 1 } }), 200)
    return {}
  })
  const [stored] = await shop.sql<[{ carts: number }]>`
    select count(*) as carts from carts
    where member_id is null and (select count(*) from cart_lines where cart_id = carts.id) = 1`
  const lost = turns.done - stored.carts
  return {
    figures: [
      rateFigure('cart.perSecond', 'new carts with an item', turns.perSecond),
      ...timeFigures('cart', 'cart', turns.whole),
      ...coreFigures('cart', 'cart', { busy: turns.busy, count: turns.measured }),
    ],
    problems: [...turns.problems, ...(lost > 0 ? [`${lost} carts are lost`] : [])].map(
      (problem) => `cart: ${problem}`,
    ),
    notes: coreNotes('cart', turns.busy),
  }
}
