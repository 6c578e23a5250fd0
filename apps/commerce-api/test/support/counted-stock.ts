import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { SellerProduct, SkuStock } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import type { ApiPair } from './api-pair.ts'

interface Shelf {
  skuId: number
  /** Pairs that the shop has said are stored. */
  stock: number
}

const TICK_MS = 10

/**
 * Sellers who count one pair more of each size again and again. The event of a change carries its number, so that a size
 * whose stock is n has had n events, numbered 1 to n.
 */
export class CountedStock {
  readonly shelves: Shelf[]
  readonly #pair: ApiPair
  readonly #path: string
  readonly #headers: Record<string, string>
  readonly #free: Shelf[]
  readonly #underWay = new Set<Promise<void>>()
  /** Requests that nobody answered: they met a process that was killed. */
  unanswered = 0
  #isOver = false
  #turn = 0
  #offering: Promise<void> | undefined

  private constructor(pair: ApiPair, headers: Record<string, string>, product: SellerProduct) {
    this.#pair = pair
    this.#path = `/v1/seller/products/${product.id}/skus`
    this.#headers = headers
    this.shelves = product.colors.flatMap(({ skus }) => skus.map(({ id }) => ({ skuId: id, stock: 0 })))
    this.#free = [...this.shelves]
  }

  static async open(pair: ApiPair, sql: Sql): Promise<CountedStock> {
    const [{ sellerId, brandId }] = await sql<[{ sellerId: number; brandId: number }]>`
      with seller as (
        insert into members (email, name, password_hash, role)
        values ('seller@munova.example', '판매자', 'none', 'SELLER') returning id
      ), brand as (insert into brands (name) values ('브랜드') returning id)
      select seller.id as "sellerId", brand.id as "brandId" from seller, brand`
    const token = await pair.tokens.sign({ memberId: sellerId, role: 'SELLER', expiresIn: 24 * 60 * 60 })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const skus = Array.from({ length: 30 }, (_, at) => ({ sizeMm: 200 + at * 5, stock: 0 }))
    const product = {
      brandId,
      categoryId: 8,
      name: '세어 보는 신발',
      description: '한 켤레씩 늘어나는 신발입니다.',
      price: 50_000,
      colors: ['빨강', '파랑', '검정', '하양'].map((name) => ({ name, skus })),
    }
    const answer = await fetch(`${pair.address(0)}/v1/seller/products`, {
      method: 'POST',
      headers,
      body: JSON.stringify(product),
    })
    assert.equal(answer.status, 201)
    return new CountedStock(pair, headers, (await answer.json()) as SellerProduct)
  }

  /** From now on so many changes a second, whether they are answered soon or not. */
  begin(perSecond: number): void {
    this.#offering = this.#offer(perSecond)
  }

  /** No new changes; resolves when each that was begun is stored. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#offering
    await Promise.all(this.#underWay)
  }

  async #offer(perSecond: number): Promise<void> {
    let last = performance.now()
    for (let due = 0; !this.#isOver;) {
      await delay(TICK_MS)
      const now = performance.now()
      // What all sizes together cannot take is not made up for.
      due = Math.min(due + ((now - last) * perSecond) / 1_000, this.shelves.length)
      last = now
      for (; due >= 1 && this.#free.length > 0; due--) this.#begin(this.#free.shift()!)
    }
  }

  #begin(shelf: Shelf): void {
    const change = this.#change(shelf).finally(() => {
      this.#underWay.delete(change)
      this.#free.push(shelf)
    })
    this.#underWay.add(change)
  }

  /** Repeated until it is known to be stored: a process that was killed may have stored it and not said so. */
  async #change(shelf: Shelf): Promise<void> {
    const stock = shelf.stock + 1
    for (;;) {
      const status = await this.#put(shelf.skuId, { stock, expectedStock: shelf.stock })
      if (status === 200 || status === 409) break
      this.unanswered++
      await delay(TICK_MS)
    }
    shelf.stock = stock
  }

  /**
   * Gives 0 when nobody answers, or nobody can for now. Of one size there is one change at a time, so a 409 says that it
   * was stored before.
   */
  async #put(skuId: number, body: { stock: number; expectedStock: number }): Promise<number> {
    const url = `${this.#pair.address(this.#turn++)}${this.#path}/${skuId}/stock`
    try {
      const answer = await fetch(url, { method: 'PUT', headers: this.#headers, body: JSON.stringify(body) })
      const { stock, code } = (await answer.json()) as Partial<SkuStock> & { code?: string }
      if (answer.status === 503) return 0
      assert.ok(stock === body.stock || code === 'STOCK_CHANGED', `${answer.status} ${code}`)
      return answer.status
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      return 0
    }
  }
}
