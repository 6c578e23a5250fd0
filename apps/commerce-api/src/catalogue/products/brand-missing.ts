import { sqlState } from '@munova/database'
import { problem } from '../../problems.ts'

/** The only foreign key of these statements that a client can miss is the brand; categories are checked before. */
export function brandMissing(error: unknown): never {
  // 23503: foreign_key_violation.
  throw sqlState(error) === '23503' ? problem('BRAND_NOT_FOUND') : error
}
