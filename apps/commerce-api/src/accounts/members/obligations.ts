import { cte, type Cte, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'

/** Orders of a buyer that a response names. */
const NAMED_ORDERS = 20

/** An order that its buyer may still follow. */
export interface OpenPurchase {
  id: number
  number: string
}

/** What a member still has to do, or waits for. */
export interface Obligations {
  hasProductsOnSale: boolean
  /** Orders with items of this seller that are not confirmed, cancelled or returned. */
  unfinishedSales: number
  /** Returns that this seller has not answered. */
  openReturns: number
  /** Own orders with such items, newest first. */
  openPurchases: OpenPurchase[]
}

/** Orders of one member that are looked at: as many as a token to follow them names. */
const FOLLOWED_ORDERS = 100

/** A CTE with one row: the obligations of a member. */
export function obligationsOf(sql: Sql, memberId: number): Cte<Obligations> {
  const unpaid = sql`('PENDING', 'CONFIRMING', 'AWAITING_DEPOSIT')`
  const onTheWay = sql`('SHIPPED', 'DELIVERED', 'RETURN_REQUESTED', 'EXCHANGE_REQUESTED')`
  // Indexes products_seller, order_items_seller_status, orders_open (all of it: unpaid orders are few), returns_seller,
  // orders_member, order_items_order.
  return cte<Obligations>(
    sql,
    'obligations',
    sql`
      select
        exists (select from products where seller_id = ${memberId} and status = 'PUBLISHED') as "hasProductsOnSale",
        (
          select count(distinct order_id)::int from (
            select order_id from order_items where seller_id = ${memberId} and status = 'PAID'
            union all
            select order_id from order_items where seller_id = ${memberId} and status in ${onTheWay}
            union all
            select orders.id from orders join order_items on order_id = orders.id
            where orders.status in ${unpaid} and seller_id = ${memberId}
          ) as sale
        ) as "unfinishedSales",
        (
          select count(*)::int from returns where seller_id = ${memberId} and status = 'REQUESTED'
        ) as "openReturns",
        (
          select coalesce(json_agg(json_build_object('id', id, 'number', number) order by id desc), '[]') from (
            select id, number from orders
            where member_id = ${memberId} and (
              status in ${unpaid}
              or status = 'PAID' and exists (
                select from order_items
                where order_id = orders.id and (order_items.status = 'PAID' or order_items.status in ${onTheWay})
              )
            )
            order by id desc limit ${FOLLOWED_ORDERS}
          ) as purchase
        ) as "openPurchases"`,
    { materialized: true },
  )
}

/** SQL that is true when nothing of a seller is on sale, on the way, or to be answered. */
export const hasNothingSold = (sql: Sql, obligations: Cte<Obligations>) => sql`
  (select not "hasProductsOnSale" and "unfinishedSales" = 0 and "openReturns" = 0 from ${obligations.name})`

/** Throws PRODUCTS_ON_SALE or SALES_UNFINISHED when a seller cannot leave yet. */
export function requireNothingSold({ hasProductsOnSale, unfinishedSales, openReturns }: Obligations): void {
  if (hasProductsOnSale) throw problem('PRODUCTS_ON_SALE')
  if (unfinishedSales > 0 || openReturns > 0)
    throw problem('SALES_UNFINISHED', { detail: 'counts', orders: unfinishedSales, returns: openReturns })
}

/** The problem of a buyer whose orders are not finished: it names the newest. */
export function purchasesUnfinished(purchases: readonly OpenPurchase[]) {
  const numbers = purchases.slice(0, NAMED_ORDERS).map(({ number }) => number)
  return problem('PURCHASES_UNFINISHED', {
    detail: 'numbers',
    numbers,
    more: purchases.length - numbers.length,
  })
}
