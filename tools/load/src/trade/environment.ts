import { setTimeout as delay } from 'node:timers/promises'
import type { Figure, Lab, Values } from '../scenario/scenario.ts'
import { pinServers } from '../system/pin.ts'
import { openShop, type Shop } from '../system/shop.ts'
import { Asker } from './requester.ts'
import { type Gateway, openGateway } from './gateway.ts'
import type { tradeOptions } from './options.ts'

export type TradeValues = Values<typeof tradeOptions>

/** What the parts of the scenario act on. */
export interface Stage {
  shop: Shop
  /** Asks the shop over as many connections as the values say. */
  asker: Asker
  gateway: Gateway
  values: TradeValues
  isPinned: boolean
  /** Some SKU on sale, another one each time, all of them equally often; each has more pairs than are ever bought. */
  anySku: () => number
}

export interface PartOutcome {
  figures: Figure[]
  problems: string[]
  notes: string[]
}

/** One question put to the shop; the keys of its figures begin with its name. */
export type Part = (stage: Stage) => Promise<PartOutcome>

const PLENTY = 500_000
/** All guests come from one address here. */
const raisedLimits = { GUEST_CARTS_PER_ADDRESS: '100000000' }
/** Prime, so that all get their turn: neighbours in time are no neighbours in the table. */
const STRIDE = 7_919
const PATIENCE_MS = 60_000
const LOOK_MS = 50

export async function openStage({ closing, profile, log }: Lab, values: TradeValues): Promise<Stage> {
  const { latency, connections, pin } = values
  const gateway = await openGateway(closing, { latency, connections, log })
  const shop = await openShop(closing, { profile, log, settings: { ...raisedLimits, ...gateway.settings } })
  const { sql } = shop
  const skus = await sql<{ id: number }[]>`
    update skus set stock = ${PLENTY} from products
    where products.id = product_id and products.status = 'PUBLISHED' returning skus.id`
  await sql`vacuum analyze skus`
  const asker = new Asker(shop.url, connections)
  await closing.add(() => asker.close())
  const isPinned = pin === 1 && (await pinServers(closing, shop.nodes))
  let turn = 0
  return { shop, asker, gateway, isPinned, values, anySku: () => skus[(turn++ * STRIDE) % skus.length]!.id }
}

/** Waits until the shop has nothing left to do: no payment without an outcome, no event without a reader. */
export async function settle({ shop: { sql } }: Stage): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const [open] = await sql<[{ work: boolean }]>`
      select exists (select from outbox) or exists (select from orders where status = 'CONFIRMING') as work`
    if (!open.work) return
    if (performance.now() > until) throw new Error('the shop has not come to rest')
    await delay(LOOK_MS)
  }
}
