import { retryOnce, type Sql } from '@munova/database'

export interface SoldOutOptions {
  sql: Sql
  /** Campaigns that are remembered, the one that was learned first is forgotten first. */
  campaigns: number
  /** Of a campaign with more coupons only the database tells. */
  holders: number
}

/**
 * Campaigns whose last coupon is gone, with the members who got one. Coupons are never given out again, so that what
 * is known here stays true, and the many who come late are answered without the database.
 */
export class SoldOut {
  readonly #options: SoldOutOptions
  readonly #holders = new Map<number, ReadonlySet<number>>()
  readonly #learning = new Map<number, Promise<void>>()

  constructor(options: SoldOutOptions) {
    this.#options = options
  }

  /** Undefined when only the database can tell. */
  refusal(campaignId: number, memberId: number): 'COUPON_SOLD_OUT' | 'COUPON_ALREADY_ISSUED' | undefined {
    const holders = this.#holders.get(campaignId)
    if (!holders) return undefined
    return holders.has(memberId) ? 'COUPON_ALREADY_ISSUED' : 'COUPON_SOLD_OUT'
  }

  /** The database said that nothing is left. Who it is that got one is read once; a failure is tried again by the next. */
  learn(campaignId: number): void {
    if (this.#holders.has(campaignId) || this.#learning.has(campaignId)) return
    const reading = this.#read(campaignId)
      .catch(() => undefined)
      .finally(() => this.#learning.delete(campaignId))
    this.#learning.set(campaignId, reading)
  }

  async close(): Promise<void> {
    await Promise.all(this.#learning.values())
  }

  async #read(campaignId: number): Promise<void> {
    const { sql, campaigns, holders: most } = this.#options
    // Index member_coupons_once.
    const rows = await retryOnce(
      () => sql<{ memberId: number }[]>`
        select member_id as "memberId" from member_coupons where campaign_id = ${campaignId} limit ${most + 1}`,
    )
    // So many would take more memory than the database takes time.
    if (rows.length > most) return
    const [oldest] = this.#holders.keys()
    if (this.#holders.size >= campaigns && oldest !== undefined) this.#holders.delete(oldest)
    this.#holders.set(campaignId, new Set(rows.map(({ memberId }) => memberId)))
  }
}
