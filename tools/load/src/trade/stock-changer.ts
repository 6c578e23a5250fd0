import { setTimeout as delay } from 'node:timers/promises'
import type { SkuStock } from '@munova/commerce-contract'
import { count, type Tally } from '../clients/statistics/tally.ts'
import { bodyOf } from './requester.ts'
import { signFor } from './members.ts'
import type { Change } from './event-consumer.ts'
import type { Stage } from './environment.ts'

/** A size whose seller counts it anew again and again, and finds one pair more each time. */
interface Shelf {
  skuId: number
  productId: number
  stock: number
  token: string
}

const SHELVES = 500
const TICK_MS = 10

/** Sellers who change their stock in a steady rhythm, whether they are answered soon or not. */
export class Shelves {
  /** What the shop has said is stored. */
  readonly committed = new Set<Change>()
  readonly failures: Tally = {}
  readonly #asker: Stage['asker']
  /** Those whose last change was answered; the one that waits the longest is first. */
  readonly #free: Shelf[]
  readonly #underWay = new Set<Promise<void>>()

  private constructor(asker: Stage['asker'], shelves: Shelf[]) {
    this.#asker = asker
    this.#free = shelves
  }

  static async open({ shop: { sql, keys }, asker }: Stage): Promise<Shelves> {
    const rows = await sql<(Omit<Shelf, 'token'> & { sellerId: number })[]>`
      select skus.id as "skuId", product_id as "productId", stock, seller_id as "sellerId"
      from skus join products on products.id = product_id
      where products.status = 'PUBLISHED' and stock > reserved + allocated order by skus.id limit ${SHELVES}`
    const shelves = rows.map(async ({ sellerId, ...row }) => ({
      ...row,
      token: await signFor(keys, sellerId, 'SELLER'),
    }))
    return new Shelves(asker, await Promise.all(shelves))
  }

  /** So many changes a second for so long; gives how many could be offered, since a shelf changes once at a time. */
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

  /** Waits for every answer. */
  async end(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  #begin(shelf: Shelf): void {
    const change = this.#change(shelf).catch((error: unknown) =>
      count(this.failures, error instanceof Error ? error.message : String(error)),
    )
    this.#underWay.add(change)
    void change.finally(() => {
      this.#underWay.delete(change)
      this.#free.push(shelf)
    })
  }

  async #change(shelf: Shelf): Promise<void> {
    const { skuId, productId, stock, token } = shelf
    const path = `/v1/seller/products/${productId}/skus/${skuId}/stock`
    const body = { stock: stock + 1, expectedStock: stock }
    const { available } = bodyOf(await this.#asker.ask({ method: 'PUT', path, token, body }), 200) as SkuStock
    shelf.stock++
    this.committed.add(`${skuId}:${available}`)
  }
}
