import { cte, type Fragment, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import { withoutAccount } from '../../payments/refund/account.ts'

/**
 * Blanks the personal data of orders whose records the law does not require any more: name, telephone, address, notes and
 * bank accounts. Amounts, items, payments and the ledger stay as they are. Orders that were never paid have no contract
 * behind them, and are kept for UNPAID_ORDER_DATA_DAYS. Resolves to how many it blanked, at most two batches.
 */
export async function blankOldOrders({ sql, config }: Context): Promise<number> {
  const unpaid = await blank(
    sql,
    // Index orders_unpaid_to_blank. A payment that came too late is a record of its own, even without a contract.
    sql`paid_at is null and status in ('EXPIRED', 'CANCELLED') and paid = 0
      and placed_at < now() - ${config.UNPAID_ORDER_DATA_DAYS} * interval '1 day'`,
    config.RETENTION_BATCH,
  )
  const before = sql`now() - ${config.ORDER_DATA_YEARS} * interval '1 year'`
  const old = await blank(
    sql,
    // Index orders_to_blank. The years count from the last event: a delivery, a refund, a return.
    sql`placed_at < ${before} and status not in ('PENDING', 'CONFIRMING', 'AWAITING_DEPOSIT')
      and not exists (
        select from order_items where order_id = orders.id and status in ('PAID', 'SHIPPED')
      ) and not exists (
        select from shipments where order_id = orders.id and coalesce(delivered_at, shipped_at) >= ${before}
      ) and not exists (
        select from refunds where order_id = orders.id and (done_at is null or done_at >= ${before})
      ) and not exists (
        select from returns where order_id = orders.id and (resolved_at is null or resolved_at >= ${before})
      )`,
    config.RETENTION_BATCH,
  )
  return unpaid + old
}

async function blank(sql: Sql, isDue: Fragment, batch: number): Promise<number> {
  const blanked = cte<{ id: number }>(
    sql,
    'blanked',
    sql`
      update orders set recipient = '-', phone = '010-0000-0000', postcode = '00000', line1 = '-', line2 = '', note = '',
        blanked_at = now(), revision = revision + 1
      from due where orders.id = due.id returning orders.id`,
  )
  const [result] = await sql<[{ orders: number }]>`
    with due as materialized (
      select id from orders where blanked_at is null and ${isDue}
      order by placed_at limit ${batch} for no key update skip locked
    ), ${blanked.definition}, payment as (
      update payments set bank_code = null, account_number = null
      from ${blanked.name} as blanked where order_id = blanked.id and payments.account_number is not null
    ), refund as (
      update refunds set ${withoutAccount(sql)}
      from ${blanked.name} as blanked where order_id = blanked.id 
        and (refunds.bank is not null or refunds.sealed_account is not null)
    ), returned as (
      update returns set note = '', answer = '', ${withoutAccount(sql)}
      from ${blanked.name} as blanked where order_id = blanked.id
    )
    select count(*) as orders from ${blanked.name}`
  return result.orders
}
