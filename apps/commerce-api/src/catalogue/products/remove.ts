import type { Context } from '../../context.ts'
import { changeOwn, type OwnProduct } from './change-own.ts'
import { productEvent } from '../../outbox/product-event.ts'

/** Takes a product off sale for good; the row stays for the orders that name it. Twice is fine. */
export async function removeProduct(context: Context, own: OwnProduct): Promise<void> {
  const { sql } = context
  await changeOwn(sql, own, async ({ status, revision }) => {
    if (status === 'REMOVED') return true
    const changed = await sql`
      with changed as (
        update products set status = 'REMOVED', revision = revision + 1
        where id = ${own.productId} and revision = ${revision}
        returning *
      ), event as (${productEvent(sql, 'product.removed')})
      select id from changed`
    return changed.length > 0
  })
  context.outbox.wake()
}
