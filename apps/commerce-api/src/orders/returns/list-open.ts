import { Id, type OpenReturn, type OpenReturnPage, type PageQuery } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { decodeCursor, EpochMs, toPage } from '@munova/service'
import { z } from 'zod'
import { returnColumns } from '../read/columns.ts'
import { toReturn, type ReturnRow } from '../read/order.ts'

type Row = ReturnRow & Omit<OpenReturn, keyof ReturnRow>

const Position = z.tuple([z.literal('open-returns'), EpochMs, Id])

/** Returns of all sellers that nobody has answered, the one whose answer is due first before the others. */
export async function listOpenReturns(sql: Sql, { cursor, limit }: PageQuery): Promise<OpenReturnPage> {
  const [, answerBy, id] = decodeCursor(Position, cursor) ?? []
  // Index returns_unanswered.
  const rows = await retryOnConnectionLoss(
    () => sql<Row[]>`
      select ${returnColumns(sql)},
        returns.order_id as "orderId", number as "orderNumber", product_name as "productName",
        color_name as "colorName", size_mm as "sizeMm", quantity,
        json_build_object('id', members.id, 'name', members.name) as seller
      from returns join order_items on order_items.id = item_id join orders on orders.id = returns.order_id
        join members on members.id = returns.seller_id
      where returns.status = 'REQUESTED'
        ${answerBy === undefined || id === undefined ? sql`` : sql`and (returns.answer_by, returns.id) > (${new Date(answerBy)}, ${id})`}
      order by returns.answer_by, returns.id
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, {
    item: toReturn,
    position: (row) => ['open-returns', new Date(row.answerBy).getTime(), row.id],
  })
}
