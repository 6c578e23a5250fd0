import { emitEvent, type Fragment, type Rows, type Sql } from '@munova/database'
import { StockChanged } from '@munova/event-contract'

/** Columns of `skus` that its event carries; `available` after the change. */
export interface StockColumns {
  id: number
  product_id: number
  available: number
}

/** A part of the statement that changes the stock of `skus`; `where` selects the SKUs that get an event. */
export function stockEvent(sql: Sql, skus: Rows<StockColumns>, where?: Fragment): Fragment {
  return emitEvent(sql, StockChanged, {
    key: sql`'sku:' || id`,
    data: { skuId: sql`id`, productId: sql`product_id`, available: sql`available` },
    from: skus,
    ...(where && { where }),
  })
}
