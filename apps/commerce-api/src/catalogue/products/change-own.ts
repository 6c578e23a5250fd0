import type { ProductStatus } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { retryOnConflict } from '@munova/service'
import { problem } from '../../problems.ts'

/** Which product, and on whose behalf. */
export interface OwnProduct {
  sellerId: number
  productId: number
}

/** What a change starts from. */
export interface Current {
  status: ProductStatus
  revision: number
}

/** Version conflicts after which a change gives up. */
const ATTEMPTS = 5

/**
 * Runs a change that is conditional on the revision, and again from the newer state after a version conflict. A statement
 * that finds the revision it expects sees that revision's colours and images too; without the condition it could wait for
 * another edit and then go on with rows from before it. `change` resolves to whether it found the revision. Throws
 * PRODUCT_NOT_FOUND, and PRODUCT_CHANGED when it gives up.
 */
export async function changeOwn(
  sql: Sql,
  { sellerId, productId }: OwnProduct,
  change: (current: Current) => Promise<boolean>,
): Promise<void> {
  await retryOnConflict(
    async () => {
      const [current] = await retryOnConnectionLoss(
        () => sql<Current[]>`
          select status, revision from products where id = ${productId} and seller_id = ${sellerId}`,
      )
      if (!current) throw problem('PRODUCT_NOT_FOUND')
      return (await change(current)) || undefined
    },
    { attempts: ATTEMPTS, conflict: () => problem('PRODUCT_CHANGED') },
  )
}
