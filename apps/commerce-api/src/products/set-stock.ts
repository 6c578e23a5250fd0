import type { ProductStatus, SetStock, SkuStock } from '@munova/commerce-contract'
import { retryOnce, type Sql } from '@munova/database'
import { problem } from '../problems.ts'
import type { OwnProduct } from './change-own.ts'

/**
 * Sets the stock of one SKU of the seller's own product, if it still is what the seller saw. Throws
 * PRODUCT_NOT_FOUND, SKU_NOT_FOUND (also for a SKU of another product), PRODUCT_REMOVED, STOCK_CHANGED.
 */
export async function setStock(
  sql: Sql,
  own: OwnProduct & { skuId: number },
  { stock, expectedStock }: SetStock,
): Promise<SkuStock> {
  // Index skus_pkey. Not repeated on a lost connection: the second run would find the stock changed by the first.
  const [changed] = await sql<SkuStock[]>`
    update skus set stock = ${stock}
    from products
    where skus.id = ${own.skuId} and skus.product_id = products.id and skus.stock = ${expectedStock}
      and products.id = ${own.productId} and seller_id = ${own.sellerId} and status <> 'REMOVED'
    returning skus.id, skus.stock`
  if (changed) return changed
  throw await refusal(sql, own)
}

async function refusal(sql: Sql, { productId, sellerId, skuId }: OwnProduct & { skuId: number }) {
  const [product] = await retryOnce(
    () => sql<{ status: ProductStatus; stock: number | null }[]>`
      select status, stock
      from products left join skus on skus.product_id = products.id and skus.id = ${skuId}
      where products.id = ${productId} and seller_id = ${sellerId}`,
  )
  if (!product) return problem('PRODUCT_NOT_FOUND')
  if (product.stock === null) return problem('SKU_NOT_FOUND')
  if (product.status === 'REMOVED') return problem('PRODUCT_REMOVED')
  return problem('STOCK_CHANGED', `The stock is ${product.stock} now`)
}
