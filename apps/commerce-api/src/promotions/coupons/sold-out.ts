import { retryOnConnectionLoss, type Sql } from '@munova/database'

export interface SoldOutOptions {
  sql: Sql
  /** Campaigns that are remembered; the one that was learned first is forgotten first. */
  campaigns: number
  /** Members of all of them together. */
  holders: number
}

/**
 * Campaigns whose last coupon is gone, with the members who got one. Coupons are never given out again, so that what
 * is known here stays true, and the many who come late are answered without the database.
 */
export class SoldOut {
  readonly #options: SoldOutOptions
  /** Null: too many to be remembered, only the database can tell. */
  readonly #holders = new Map<number, ReadonlySet<number> | null>()
  readonly #learning = new Map<number, Promise<void>>()
  #remembered = 0

  constructor(options: SoldOutOptions) {
    this.#options = options
  }

  /** Undefined when only the database can tell. */
  refusal(campaignId: number, memberId: number): 'COUPON_SOLD_OUT' | 'COUPON_ALREADY_ISSUED' | undefined {
    const holders = this.#holders.get(campaignId)
    if (!holders) return undefined
    return holders.has(memberId) ? 'COUPON_ALREADY_ISSUED' : 'COUPON_SOLD_OUT'
  }

  /**
   * To be called when the database said that nothing is left. Who it is that got one is read once; a failure is tried
   * again by the next.
   */
  learn(campaignId: number): void {
    if (this.#holders.has(campaignId) || this.#learning.has(campaignId)) return
    const reading = this.#read(campaignId)
      .catch(() => undefined)
      .finally(() => this.#learning.delete(campaignId))
    this.#learning.set(campaignId, reading)
  }

  /** Waits for what is being read. */
  async close(): Promise<void> {
    await Promise.all(this.#learning.values())
  }

  async #read(campaignId: number): Promise<void> {
    const { sql, campaigns, holders: most } = this.#options
    // Index member_coupons_once.
    const rows = await retryOnConnectionLoss(
      () => sql<{ memberId: number }[]>`
        select member_id as "memberId" from member_coupons where campaign_id = ${campaignId} limit ${most + 1}`,
    )
    const holders = rows.length > most ? null : new Set(rows.map(({ memberId }) => memberId))
    const size = holders?.size ?? 0
    while (this.#holders.size >= campaigns || this.#remembered + size > most) this.#forgetOldest()
    this.#holders.set(campaignId, holders)
    this.#remembered += size
  }

  #forgetOldest(): void {
    for (const [campaignId, holders] of this.#holders) {
      this.#holders.delete(campaignId)
      this.#remembered -= holders?.size ?? 0
      return
    }
  }
}
