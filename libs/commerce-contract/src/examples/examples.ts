import { accountExamples } from './accounts.ts'
import { catalogueExamples } from './catalogue.ts'
import type { Examples } from './example.ts'
import { orderExamples } from './orders.ts'
import { promotionExamples } from './promotions.ts'

/**
 * A request for each operation that has a body, and for lists with filters. Sent as it is by the role that the operation
 * needs, in the order of a shop's life, each succeeds in the demo shop; only tokens that are mailed and numbers that are
 * random have to be replaced. Instants count from `now`.
 */
export function commerceExamples(now: Date): Examples {
  return {
    ...accountExamples,
    ...catalogueExamples(now),
    ...promotionExamples(now),
    ...orderExamples(now),
  }
}
