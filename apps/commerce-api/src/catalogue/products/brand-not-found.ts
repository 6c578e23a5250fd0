import { sqlState } from '@munova/database'
import { problem } from '../../problems.ts'

/**
 * For `catch` of a statement that writes a product: BRAND_NOT_FOUND for a violated foreign key. No other foreign key can
 * be violated by a request, since categories are checked before.
 */
export function brandNotFound(error: unknown): never {
  // 23503: foreign_key_violation.
  throw sqlState(error) === '23503' ? problem('BRAND_NOT_FOUND') : error
}
