import { monotonic } from '../runtime/clock.ts'
import type { Figure, Scenario } from '../scenario/scenario.ts'
import { cart } from '../trade/parts/cart.ts'
import { checkout } from '../trade/parts/checkout.ts'
import { coupons } from '../trade/parts/coupons.ts'
import { drop } from '../trade/parts/drop.ts'
import { type PartName, tradeOptions } from '../trade/options.ts'
import { outbox } from '../trade/parts/outbox.ts'
import { openTradeContext, type Part, settle } from '../trade/context.ts'

const parts: Record<PartName, Part> = { cart, checkout, drop, coupons, outbox }

/** Purchases on a commerce-api with its own database and broker and a fake payment gateway. */
export const trade: Scenario<typeof tradeOptions> = {
  name: 'trade',
  summary: 'commerce-api with the seeded shop: carts, whole checkouts, a drop, coupons, outbox events',
  options: tradeOptions,
  async run(scenario, values) {
    const context = await openTradeContext(scenario, values)
    const from = monotonic()
    const figures: Figure[] = []
    const problems: string[] = []
    const notes = [
      context.isPinned
        ? 'commerce-api alone on core 0; PostgreSQL, RabbitMQ, gateway and buyers on core 1'
        : 'no process is pinned to a core',
      `closed loop: each of ${values.connections} connections sends its next request after the response`,
    ]
    for (const name of values.part) {
      scenario.log(name)
      await settle(context)
      const outcome = await parts[name](context)
      figures.push(...outcome.figures)
      problems.push(...outcome.problems)
      notes.push(...outcome.notes)
    }
    const { durability } = context.shop
    return { figures, problems, notes, durability, window: { from, to: monotonic() } }
  },
}
