import { checkDelivery } from './check-delivery.ts'
import { checkStorage } from './check-storage.ts'
import type { History } from '../history/history.ts'
import { Violations } from './violations.ts'

/**
 * Compares the actions and observations of the clients with the log. Uses no code and no self-reported state of the
 * server.
 */
export function checkHistory(history: History): Violations {
  const violations = new Violations()
  checkStorage(history, violations)
  checkDelivery(history, violations)
  return violations
}
