import { violatesForeignKey } from '@munova/database'
import { problem } from '../../problems.ts'

/** For `catch` of a statement that writes a product: BRAND_NOT_FOUND for an unknown brand. */
export function brandNotFound(error: unknown): never {
  throw violatesForeignKey(error, 'products_brand_id_fkey') ? problem('BRAND_NOT_FOUND') : error
}
