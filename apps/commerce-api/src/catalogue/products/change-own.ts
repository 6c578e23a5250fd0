import type { AuditAction, ProductStatus } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Fragment, type Rows, type Sql } from '@munova/database'
import { retryOnConflict } from '@munova/service'
import { auditEntry } from '../../audit/entry.ts'
import type { RequestActor } from '../../audit/actor.ts'
import { problem } from '../../problems.ts'

/** A product and the seller who requests the change. */
export interface OwnProduct {
  sellerId: number
  productId: number
}

/** A change of a seller's own product, by a request of that seller. */
export interface ProductChange extends OwnProduct {
  actor: RequestActor
}

/** The entry of the audit log that a statement with rows of `products` writes. */
export function productEntry(
  sql: Sql,
  { actor }: ProductChange,
  { action, details, from }: { action: AuditAction; details?: Fragment; from: Rows<{ id: number }> },
): Fragment {
  return auditEntry(sql, actor, {
    action,
    thing: 'product',
    thingId: sql`id`,
    ...(details && { details }),
    from,
  })
}

/** The state that a change is made from. */
export interface ProductVersion {
  status: ProductStatus
  revision: number
}

/** After so many version conflicts the request is rejected. */
const ATTEMPTS = 5

/**
 * Runs a change that is conditional on the product's revision, and runs it again from the newer version after a version
 * conflict. A statement that finds the revision it expects also sees the colours and images of that revision; without
 * the condition it could wait for a concurrent edit and then go on with rows from before that edit.
 *
 * `change` resolves to its result, or to false or undefined when it did not find the revision. Throws PRODUCT_NOT_FOUND,
 * and PRODUCT_CHANGED after ATTEMPTS conflicts.
 */
export async function changeOwn<Result>(
  sql: Sql,
  { sellerId, productId }: OwnProduct,
  change: (version: ProductVersion) => Promise<Result | false | undefined>,
): Promise<Result> {
  const attempt = async () => {
    const [version] = await retryOnConnectionLoss(
      () => sql<ProductVersion[]>`
        select status, revision from products where id = ${productId} and seller_id = ${sellerId}`,
    )
    if (!version) throw problem('PRODUCT_NOT_FOUND')
    return (await change(version)) || undefined
  }
  return retryOnConflict(attempt, { attempts: ATTEMPTS, conflict: () => problem('PRODUCT_CHANGED') })
}
