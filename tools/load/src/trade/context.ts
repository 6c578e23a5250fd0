import { poll } from '@munova/tool-services'
import type { Figure, ScenarioContext, Values } from '../scenario/scenario.ts'
import { pinServers } from '../system/pin-cores.ts'
import { openShop, type Shop } from '../system/shop.ts'
import { Requester } from './requester.ts'
import { type Gateway, openGateway } from './gateway.ts'
import type { tradeOptions } from './options.ts'

export type TradeValues = Values<typeof tradeOptions>

/** What all parts of the scenario share. */
export interface TradeContext {
  shop: Shop
  /** HTTP client of the shop with `connections` connections. */
  requester: Requester
  gateway: Gateway
  values: TradeValues
  isPinned: boolean
  /** The next SKU on sale, in rotation; each has more stock than is ever bought. */
  anySku: () => number
}

export interface PartResult {
  figures: Figure[]
  problems: string[]
  notes: string[]
}

/** One measurement; the keys of its figures begin with its name. */
export type Part = (context: TradeContext) => Promise<PartResult>

const PLENTY = 500_000
/** All guests share one address here. */
const raisedLimits = { GUEST_CARTS_PER_ADDRESS: '100000000' }
/** A prime, so that all SKUs are used and consecutive ones are not neighbours in the table. */
const STRIDE = 7_919
const SETTLE_TIMEOUT_MS = 60_000
const POLL_MS = 50

export async function openTradeContext(
  { cleanup, profile, log }: ScenarioContext,
  values: TradeValues,
): Promise<TradeContext> {
  const { latency, connections, pin } = values
  const gateway = await openGateway(cleanup, { latency, connections, log })
  const shop = await openShop(cleanup, { profile, log, settings: { ...raisedLimits, ...gateway.settings } })
  const { sql } = shop
  const skus = await sql<{ id: number }[]>`
    update skus set stock = ${PLENTY} from products
    where products.id = product_id and products.status = 'PUBLISHED' returning skus.id`
  await sql`vacuum analyze skus`
  const requester = new Requester(shop.url, connections)
  await cleanup.defer(() => requester.close())
  const isPinned = pin === 1 && (await pinServers(cleanup, shop.nodes))
  let next = 0
  return {
    shop,
    requester,
    gateway,
    isPinned,
    values,
    anySku: () => skus[(next++ * STRIDE) % skus.length]!.id,
  }
}

/** Waits until no payment is unresolved and no event is left in the outbox. */
export async function settle({ shop: { sql } }: TradeContext): Promise<void> {
  const isSettled = async () => {
    const [open] = await sql<[{ work: boolean }]>`
      select exists (select from outbox) or exists (select from orders where status = 'CONFIRMING') as work`
    return !open.work
  }
  if (await poll(isSettled, { everyMs: POLL_MS, timeoutMs: SETTLE_TIMEOUT_MS })) return
  throw new Error('the shop has unfinished payments or events')
}
