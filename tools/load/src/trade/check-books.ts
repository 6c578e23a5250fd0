import type { Shop } from '../system/shop.ts'
import type { Gateway } from './gateway.ts'

interface Books {
  captured: number
  paid: number
  orders: number
  /** Paid orders that were not charged exactly once. */
  odd: number
  /** Paid orders among those that were confirmed to buyers. */
  kept: number
}

/** Compares the ledgers of the gateway and the shop, the orders, and the confirmations to buyers. Call it when no payment is in progress. */
export async function checkMoney(
  { shop: { sql }, gateway }: { shop: Pick<Shop, 'sql'>; gateway: Pick<Gateway, 'totals'> },
  confirmed: readonly string[],
): Promise<string[]> {
  const [books] = await sql<[Books]>`
    select
      (select coalesce(sum(amount), 0)::bigint from ledger where kind = 'CAPTURE') as captured,
      (select coalesce(sum(paid), 0)::bigint from orders) as paid,
      (select count(*) from orders where status = 'PAID') as orders,
      (select count(*) from orders where status = 'PAID'
        and (select count(*) from ledger where order_id = orders.id and kind = 'CAPTURE') <> 1) as odd,
      (select count(*) from orders where status = 'PAID' and number = any(${[...confirmed]}::text[])) as kept`
  const { captured, charges } = await gateway.totals()
  const wrong: [boolean, string][] = [
    [captured !== books.captured, `the gateway took ${captured} won, the ledger says ${books.captured}`],
    [books.paid !== books.captured, `orders say ${books.paid} won were paid, the ledger ${books.captured}`],
    [charges !== books.orders, `${charges} charges for ${books.orders} paid orders`],
    [books.odd > 0, `${books.odd} orders were not charged once`],
    [
      books.kept < confirmed.length,
      `${confirmed.length - books.kept} orders that were confirmed to buyers are not paid`,
    ],
  ]
  return wrong.flatMap(([is, what]) => (is ? [what] : []))
}

/** Checks that no stock is oversold and that the stock counters match the orders. */
export async function checkStock({ sql }: Pick<Shop, 'sql'>): Promise<string[]> {
  const [wrong] = await sql<[{ oversold: number; uneven: number }]>`
    with held as (
      select sku_id, sum(quantity) filter (where status = 'PENDING') as pending,
        sum(quantity) filter (where status = 'PAID') as sold
      from order_items group by sku_id
    )
    select count(*) filter (where reserved + allocated > stock) as oversold,
      count(*) filter (where reserved <> coalesce(pending, 0) or allocated <> coalesce(sold, 0)) as uneven
    from skus left join held on sku_id = skus.id`
  return [
    ...(wrong.oversold > 0 ? [`${wrong.oversold} sizes are oversold`] : []),
    ...(wrong.uneven > 0 ? [`${wrong.uneven} sizes have counters that differ from their orders`] : []),
  ]
}
