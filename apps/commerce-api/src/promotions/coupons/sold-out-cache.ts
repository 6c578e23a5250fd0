import { retryOnConnectionLoss, type Sql } from '@munova/database'

export interface SoldOutCacheOptions {
  sql: Sql
  /** Campaigns at most; the one that was loaded first is evicted first. */
  maxCampaigns: number
  /** Members with a coupon at most, of all campaigns together. */
  maxHolders: number
}

/**
 * Sold-out campaigns and the members who have one of their coupons. A coupon is never issued twice, so an entry stays
 * true, and late requests are answered without the database.
 */
export class SoldOutCache {
  readonly #options: SoldOutCacheOptions
  /** Null: the campaign has too many holders for the cache, so that its requests go to the database. */
  readonly #holders = new Map<number, ReadonlySet<number> | null>()
  readonly #loading = new Map<number, Promise<void>>()
  #cachedHolders = 0

  constructor(options: SoldOutCacheOptions) {
    this.#options = options
  }

  /** The result of a request, or undefined when it is not known without the database. */
  resultFor(campaignId: number, memberId: number): 'COUPON_SOLD_OUT' | 'COUPON_ALREADY_ISSUED' | undefined {
    const holders = this.#holders.get(campaignId)
    if (!holders) return undefined
    return holders.has(memberId) ? 'COUPON_ALREADY_ISSUED' : 'COUPON_SOLD_OUT'
  }

  /** To be called for a campaign that is sold out. Reads its holders once; after a failure the next call tries again. */
  load(campaignId: number): void {
    if (this.#holders.has(campaignId) || this.#loading.has(campaignId)) return
    const loading = this.#readHolders(campaignId)
      .catch(() => undefined)
      .finally(() => this.#loading.delete(campaignId))
    this.#loading.set(campaignId, loading)
  }

  /** Resolves when nothing is being loaded. */
  async close(): Promise<void> {
    await Promise.all(this.#loading.values())
  }

  async #readHolders(campaignId: number): Promise<void> {
    const { sql, maxCampaigns, maxHolders } = this.#options
    // Index member_coupons_once.
    const rows = await retryOnConnectionLoss(
      () => sql<{ memberId: number }[]>`
        select member_id as "memberId" from member_coupons where campaign_id = ${campaignId} limit ${maxHolders + 1}`,
    )
    const holders = rows.length > maxHolders ? null : new Set(rows.map(({ memberId }) => memberId))
    const size = holders?.size ?? 0
    while (this.#holders.size >= maxCampaigns || this.#cachedHolders + size > maxHolders) this.#evictOldest()
    this.#holders.set(campaignId, holders)
    this.#cachedHolders += size
  }

  #evictOldest(): void {
    for (const [campaignId, holders] of this.#holders) {
      this.#holders.delete(campaignId)
      this.#cachedHolders -= holders?.size ?? 0
      return
    }
  }
}
