import type { Coupon } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import type { Metrics } from '@munova/service'
import type { CommerceConfig } from '../../config.ts'
import { GroupCommit } from '../../group-commit.ts'
import { problem } from '../../problems.ts'
import type { WaitingRoomContext } from '../waiting-room/rooms.ts'
import { issueBatch, type Issued, type IssueRequest } from './issue.ts'
import { shownCoupon } from './list-own.ts'
import { SoldOut } from './sold-out.ts'

export interface PromotionsContext extends WaitingRoomContext {
  readonly coupons: CouponCounter
}

interface CounterOptions {
  sql: Sql
  config: CommerceConfig
  metrics: Metrics
  /** After coupons were issued: their events wait in the outbox. */
  onIssued: () => void
}

/** Where coupons are given out: many ask at the same moment for a few. */
export class CouponCounter {
  readonly #queue: GroupCommit<IssueRequest, Issued>
  readonly #soldOut: SoldOut
  readonly #decisions

  constructor({ sql, config, metrics, onIssued }: CounterOptions) {
    this.#soldOut = new SoldOut({
      sql,
      campaigns: config.COUPON_SOLD_OUT_CAMPAIGNS,
      holders: config.COUPON_SOLD_OUT_HOLDERS,
    })
    this.#decisions = metrics.counter('coupon_decisions_total', 'Requests for a coupon, by outcome', [
      'outcome',
    ])
    this.#queue = new GroupCommit({
      name: 'coupon_issue',
      metrics,
      limits: { batch: config.COUPON_ISSUE_BATCH, queue: config.COUPON_ISSUE_QUEUE },
      keyOf: ({ campaignId, memberId }) => `${campaignId}:${memberId}`,
      run: async (requests) => {
        const answers = await issueBatch(sql, requests)
        if (answers.some(({ outcome }) => outcome === 'ISSUED')) onIssued()
        answers.forEach(({ outcome }, index) => {
          if (outcome === 'COUPON_SOLD_OUT') this.#soldOut.learn(requests[index]!.campaignId)
        })
        return answers
      },
      // Whoever asks twice at once gets one coupon, and is told so once.
      again: (answer) => (answer.outcome === 'ISSUED' ? { outcome: 'COUPON_ALREADY_ISSUED' } : answer),
    })
  }

  /** The member's new coupon. Throws one of IssueRefusal, OVERLOADED or UNAVAILABLE. */
  async issue(request: IssueRequest): Promise<Coupon> {
    const refusal = this.#soldOut.refusal(request.campaignId, request.memberId)
    const issued = refusal ? { outcome: refusal } : await this.#queue.add(request)
    this.#decisions.inc({ outcome: issued.outcome })
    if (issued.outcome !== 'ISSUED') throw problem(issued.outcome)
    return shownCoupon(issued.coupon)
  }

  /** Answers what was accepted. */
  async close(): Promise<void> {
    await this.#queue.close()
    await this.#soldOut.close()
  }
}
