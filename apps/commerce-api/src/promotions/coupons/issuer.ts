import type { Coupon } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import { Batcher, type Metrics } from '@munova/service'
import type { CommerceConfig } from '../../config.ts'
import { problem } from '../../problems.ts'
import type { WaitingRoomContext } from '../waiting-room/waiting-rooms.ts'
import { toCoupon } from './coupon.ts'
import { issueCoupons, type IssueRequest, type IssueResult } from './issue.ts'
import { SoldOutCache } from './sold-out-cache.ts'

export interface PromotionsContext extends WaitingRoomContext {
  readonly couponIssuer: CouponIssuer
}

interface IssuerOptions {
  sql: Sql
  config: CommerceConfig
  metrics: Metrics
  /** Called after coupons were issued, when their events are in the outbox. */
  onIssued: () => void
}

/** Issues coupons: batches the requests that arrive together, and answers for sold-out campaigns from memory. */
export class CouponIssuer {
  readonly #batcher: Batcher<IssueRequest, IssueResult>
  readonly #soldOut: SoldOutCache
  readonly #results

  constructor({ sql, config, metrics, onIssued }: IssuerOptions) {
    this.#soldOut = new SoldOutCache({
      sql,
      maxCampaigns: config.COUPON_SOLD_OUT_CAMPAIGNS,
      maxHolders: config.COUPON_SOLD_OUT_HOLDERS,
    })
    this.#results = metrics.counter('coupon_issue_results_total', 'Requests to issue a coupon, by result', [
      'result',
    ])
    this.#batcher = new Batcher({
      name: 'coupon_issue',
      metrics,
      limits: { batch: config.COUPON_ISSUE_BATCH, queue: config.COUPON_ISSUE_QUEUE },
      keyOf: ({ campaignId, memberId }) => `${campaignId}:${memberId}`,
      // Concurrent requests of one member: one gets the coupon, the others get COUPON_ALREADY_ISSUED.
      onDuplicate: (result) => (result.type === 'ISSUED' ? { type: 'COUPON_ALREADY_ISSUED' } : result),
      run: async (requests) => {
        const results = await issueCoupons(sql, requests)
        if (results.some(({ type }) => type === 'ISSUED')) onIssued()
        results.forEach(({ type }, index) => {
          if (type === 'COUPON_SOLD_OUT') this.#soldOut.load(requests[index]!.campaignId)
        })
        return results
      },
    })
  }

  /** The member's new coupon. Throws one of IssueRejection, OVERLOADED or UNAVAILABLE. */
  async issue(request: IssueRequest): Promise<Coupon> {
    const cached = this.#soldOut.resultFor(request.campaignId, request.memberId)
    const result = cached ? { type: cached } : await this.#batcher.add(request)
    this.#results.inc({ result: result.type })
    if (result.type !== 'ISSUED') throw problem(result.type)
    return toCoupon(result.coupon)
  }

  /** Resolves when every accepted request has its result. */
  async close(): Promise<void> {
    await this.#batcher.close()
    await this.#soldOut.close()
  }
}
