import { resolve } from '$app/paths'
import type { CommerceSchemas } from '@munova/commerce-client'
import { keepStored, readStored } from '#lib/browser-storage.ts'
import { cardOf, type Card } from './card.ts'

/** Products that a browser remembers; as many as one request may name. */
const KEPT = 20
const VIEWED = 'munova.viewed'
const TIMEOUT_MS = 5_000

/** The products whose pages were opened in this browser, the latest first: their ids are kept here only. */
export class ViewedProducts {
  #cards = $state<readonly Card[]>([])
  #asking: AbortController | undefined

  get cards(): readonly Card[] {
    return this.#cards
  }

  /** Reads what is on sale of them, and remembers `opened`, the product of this page, which is not among them. */
  async show(opened?: number): Promise<void> {
    this.stop()
    const earlier = readIds().filter((id) => id !== opened)
    if (opened !== undefined) keepIds([opened, ...earlier])
    this.#cards = earlier.length === 0 ? [] : await this.#read(earlier)
  }

  clear(): void {
    this.stop()
    keepIds([])
    this.#cards = []
  }

  stop(): void {
    this.#asking?.abort()
  }

  async #read(ids: readonly number[]): Promise<readonly Card[]> {
    const asking = new AbortController()
    this.#asking = asking
    try {
      const query = new URLSearchParams(ids.map((id) => ['id', String(id)]))
      const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(TIMEOUT_MS)])
      const response = await fetch(`/v1/products?${query}`, { signal, credentials: 'omit' })
      if (!response.ok) return []
      const { items } = (await response.json()) as CommerceSchemas['ProductPage']
      return items.map(cardOf)
    } catch {
      // A page is complete without them. One that was stopped keeps what the next run has read.
      return asking.signal.aborted ? this.#cards : []
    }
  }
}

const keepIds = (ids: readonly number[]) => keepStored(VIEWED, JSON.stringify(ids.slice(0, KEPT)))

function readIds(): readonly number[] {
  try {
    const ids: unknown = JSON.parse(readStored(VIEWED) ?? '[]')
    return Array.isArray(ids)
      ? ids.filter((id): id is number => Number.isSafeInteger(id) && id > 0).slice(0, KEPT)
      : []
  } catch {
    return []
  }
}

/** That the member looks at a product, or that the shop forgets which ones; resolves to whether the shop has confirmed it. */
export async function tellShop(method: 'PUT' | 'DELETE', body?: { id: number }): Promise<boolean> {
  const headers = { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  return fetch(resolve('/viewed'), {
    method,
    headers,
    signal,
    keepalive: true,
    ...(body && { body: JSON.stringify(body) }),
  }).then(
    ({ ok }) => ok,
    () => false,
  )
}
