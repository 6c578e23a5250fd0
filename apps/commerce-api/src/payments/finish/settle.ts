import type { Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import type { Attempt } from '../attempt/attempt.ts'
import type { VirtualAccount } from '../gateway/gateway.ts'

/**
 * The attempt moved no money: the order can be paid again, while its time lasts. False when somebody else has found
 * out what became of it.
 */
export async function fail(context: Context, { id, orderId }: Attempt, code: string): Promise<boolean> {
  const { sql, config } = context
  const [outcome] = await sql<[{ failed: boolean }]>`
    with held as materialized (${holdOrder(sql, orderId)}),
    payment as (
      update payments set status = 'FAILED', failure = ${code}, check_at = null
      from held
      where payments.id = ${id} and payments.order_id = held.id
        and payments.status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT')
      returning payments.*
    ), changed as (
      update orders set status = 'PENDING', revision = revision + 1,
        expires_at = least(expires_at, now() + ${config.RESERVATION_TTL_MS} * interval '1 millisecond')
      from payment where orders.id = payment.order_id and orders.status in ('CONFIRMING', 'AWAITING_DEPOSIT')
      returning orders.*
    ), event as (
      insert into outbox (type, version, key, data)
      select 'payment.failed', 1, 'order:' || changed.id, jsonb_build_object(
        'orderId', changed.id, 'number', number, 'memberId', member_id, 'amount', total, 'code', ${code}::text)
      from changed
    )
    select exists (select from payment) as failed`
  context.outbox.wake()
  return outcome.failed
}

/** The buyer has to transfer the money: stock is held until the day that the bank was told. */
export async function awaitDeposit(
  { sql }: Context,
  { id, orderId }: Attempt,
  account: Pick<VirtualAccount, 'accountNumber' | 'bankCode' | 'dueDate'>,
  method: string | null,
): Promise<void> {
  await sql`
    with held as materialized (${holdOrder(sql, orderId)}),
    payment as (
      update payments set status = 'WAITING_FOR_DEPOSIT', method = ${method}, bank_code = ${account.bankCode},
        account_number = ${account.accountNumber}, due_date = ${account.dueDate}, check_at = ${account.dueDate}
      from held
      where payments.id = ${id} and payments.order_id = held.id and payments.status = 'CONFIRMING'
      returning payments.order_id
    )
    update orders set status = 'AWAITING_DEPOSIT', expires_at = ${account.dueDate}, revision = revision + 1
    from payment where orders.id = payment.order_id and orders.status = 'CONFIRMING'`
}

function holdOrder(sql: Sql, orderId: number) {
  return sql`select id from orders where id = ${orderId} for no key update`
}
