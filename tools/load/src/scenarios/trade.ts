import { monotonic } from '../runtime/clock.ts'
import type { Figure, Scenario } from '../scenario/scenario.ts'
import { cart } from '../trade/parts/cart.ts'
import { checkout } from '../trade/parts/checkout.ts'
import { coupons } from '../trade/parts/coupons.ts'
import { drop } from '../trade/parts/drop.ts'
import { type PartName, tradeOptions } from '../trade/options.ts'
import { outbox } from '../trade/parts/outbox.ts'
import { openStage, type Part, settle } from '../trade/environment.ts'

const parts: Record<PartName, Part> = { cart, checkout, drop, coupons, outbox }

/** What people buy with: a commerce-api of its own, its database and broker, and the stand-in of the gateway. */
export const trade: Scenario<typeof tradeOptions> = {
  name: 'trade',
  summary: 'commerce-api with the seeded shop: carts, whole checkouts, a drop, coupons, events to a consumer',
  options: tradeOptions,
  async run(lab, values) {
    const stage = await openStage(lab, values)
    const from = monotonic()
    const figures: Figure[] = []
    const problems: string[] = []
    const notes = [
      stage.isPinned
        ? 'commerce-api alone on core 0; PostgreSQL, RabbitMQ, gateway and buyers on core 1'
        : 'nothing is pinned to a core',
      `closed loop: each of ${values.connections} connections asks again when it has its answer`,
    ]
    for (const name of values.part) {
      lab.log(name)
      await settle(stage)
      const outcome = await parts[name](stage)
      figures.push(...outcome.figures)
      problems.push(...outcome.problems)
      notes.push(...outcome.notes)
    }
    const { durability } = stage.shop
    return { figures, problems, notes, durability, window: { from, to: monotonic() } }
  },
}
