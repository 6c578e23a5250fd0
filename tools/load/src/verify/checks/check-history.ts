import { judgeDelivery } from './check-delivery.ts'
import { judgeStorage } from './check-storage.ts'
import type { History } from '../history/history.ts'
import { Violations } from './violations.ts'

/**
 * Compares what the clients did and saw with what the log holds. Knows nothing of the server and believes nothing
 * that it says about itself.
 */
export function judge(history: History): Violations {
  const violations = new Violations()
  judgeStorage(history, violations)
  judgeDelivery(history, violations)
  return violations
}
