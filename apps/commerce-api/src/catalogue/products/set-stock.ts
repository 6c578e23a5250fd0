import type { ProductStatus, SetStock, SkuStock } from '@munova/commerce-contract'
import { cte, violatesCheck, retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import { stockEvent, type StockColumns } from '../../outbox/stock-events.ts'
import { problem } from '../../problems.ts'
import { available } from '../stock/available.ts'
import type { OwnProduct } from './change-own.ts'

/**
 * Sets the stock on hand of one SKU of the seller's own product, if it still is what the seller saw. Concurrent sales do
 * not change it: they are counted as reserved and allocated, and the stock cannot go below these. Throws
 * PRODUCT_NOT_FOUND, SKU_NOT_FOUND (also for a SKU of another product), PRODUCT_REMOVED, STOCK_CHANGED,
 * STOCK_COMMITTED.
 */
export async function setStock(
  context: Context,
  own: OwnProduct & { skuId: number },
  { stock, expectedStock }: SetStock,
): Promise<SkuStock> {
  const [updated] = await setStocks(context, own, [{ skuId: own.skuId, stock, expectedStock }])
  if (updated) return updated
  throw await rejection(context.sql, own)
}

/**
 * As setStock(), of several SKUs of the product: all of them, or none when one is not what the seller saw. Resolves to what was changed.
 * Throws STOCK_COMMITTED.
 */
export async function setStocks(
  context: Context,
  own: OwnProduct,
  stocks: readonly (SetStock & { skuId: number })[],
): Promise<SkuStock[]> {
  const { sql } = context
  // Index skus_pkey. Not retried after a lost connection: the second run would find the stock changed by the first.
  const changed = cte<StockColumns>(
    sql,
    'changed',
    sql`
      update skus set stock = locked.stock
      from locked where skus.id = locked.id and (select count(*) from locked) = ${stocks.length}
      returning skus.id, skus.product_id, skus.stock, ${available(sql)} as available`,
  )
  const updated = await sql<SkuStock[]>`
    with locked as materialized (
      select skus.id, given.stock
      from unnest(
          ${stocks.map(({ skuId }) => skuId)}::bigint[], ${stocks.map(({ stock }) => stock)}::int[],
          ${stocks.map(({ expectedStock }) => expectedStock)}::int[]
        ) as given (id, stock, expected)
        join skus on skus.id = given.id join products on products.id = skus.product_id
      where skus.stock = given.expected and skus.removed_at is null
        and products.id = ${own.productId} and seller_id = ${own.sellerId} and status <> 'REMOVED'
      order by skus.id for no key update of skus
    ), ${changed.definition}, event as (${stockEvent(sql, changed)})
    select id, stock, available from ${changed.name}`.catch((error: unknown) => {
    throw violatesCheck(error, 'skus_committed') ? problem('STOCK_COMMITTED') : error
  })
  context.outbox.wake()
  return updated
}

/** Why the update found no row. */
async function rejection(sql: Sql, { productId, sellerId, skuId }: OwnProduct & { skuId: number }) {
  const [product] = await retryOnConnectionLoss(
    () => sql<{ status: ProductStatus; stock: number | null }[]>`
      select status, stock
      from products left join skus on skus.product_id = products.id and skus.id = ${skuId} and removed_at is null
      where products.id = ${productId} and seller_id = ${sellerId}`,
  )
  if (!product) return problem('PRODUCT_NOT_FOUND')
  if (product.stock === null) return problem('SKU_NOT_FOUND')
  if (product.status === 'REMOVED') return problem('PRODUCT_REMOVED')
  return problem('STOCK_CHANGED', { detail: 'stock', stock: product.stock })
}
