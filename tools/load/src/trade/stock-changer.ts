import { setTimeout as delay } from 'node:timers/promises'
import type { SkuStock } from '@munova/commerce-contract'
import { count, type Tally } from '../clients/statistics/tally.ts'
import { bodyOf } from './requester.ts'
import { signFor } from './members.ts'
import type { Change } from './event-consumer.ts'
import type { TradeContext } from './context.ts'

/** A SKU whose seller increments its stock repeatedly. */
interface TargetSku {
  skuId: number
  productId: number
  stock: number
  token: string
}

const SKUS = 500
const TICK_MS = 10

/** Sellers who change their stock at a fixed rate, independent of response times. */
export class StockChanger {
  /** Changes that the shop has confirmed. */
  readonly committed = new Set<Change>()
  readonly failures: Tally = {}
  readonly #requester: TradeContext['requester']
  /** SKUs without a change in flight, the longest idle one first. */
  readonly #free: TargetSku[]
  readonly #inFlight = new Set<Promise<void>>()

  private constructor(requester: TradeContext['requester'], skus: TargetSku[]) {
    this.#requester = requester
    this.#free = skus
  }

  static async open({ shop: { sql, keys }, requester }: TradeContext): Promise<StockChanger> {
    const rows = await sql<(Omit<TargetSku, 'token'> & { sellerId: number })[]>`
      select skus.id as "skuId", product_id as "productId", stock, seller_id as "sellerId"
      from skus join products on products.id = product_id
      where products.status = 'PUBLISHED' and stock > reserved + allocated order by skus.id limit ${SKUS}`
    const skus = rows.map(async ({ sellerId, ...row }) => ({
      ...row,
      token: await signFor(keys, sellerId, 'SELLER'),
    }))
    return new StockChanger(requester, await Promise.all(skus))
  }

  /** Starts `perSecond` changes a second; returns how many, which may be fewer because a SKU has one change in flight at a time. */
  async change(perSecond: number, seconds: number): Promise<number> {
    const from = performance.now()
    let offered = 0
    for (let passed = 0; passed < seconds; passed = (performance.now() - from) / 1_000) {
      for (; offered < passed * perSecond && this.#free.length > 0; offered++)
        this.#begin(this.#free.shift()!)
      await delay(TICK_MS)
    }
    return offered
  }

  /** Waits for all responses. */
  async end(): Promise<void> {
    await Promise.all(this.#inFlight)
  }

  #begin(sku: TargetSku): void {
    const change = this.#change(sku).catch((error: unknown) =>
      count(this.failures, error instanceof Error ? error.message : String(error)),
    )
    this.#inFlight.add(change)
    void change.finally(() => {
      this.#inFlight.delete(change)
      this.#free.push(sku)
    })
  }

  async #change(sku: TargetSku): Promise<void> {
    const { skuId, productId, stock, token } = sku
    const path = `/v1/seller/products/${productId}/skus/${skuId}/stock`
    const body = { stock: stock + 1, expectedStock: stock }
    const { available } = bodyOf(
      await this.#requester.send({ method: 'PUT', path, token, body }),
      200,
    ) as SkuStock
    sku.stock++
    this.committed.add(`${skuId}:${available}`)
  }
}
