import type { Context } from '../../context.ts'
import type { Attempt } from '../attempt/gateway-outcome.ts'
import type { VirtualAccount } from '../gateway/gateway.ts'

/** The buyer has to transfer the money: stock is held until the day that the gateway named, for DEPOSIT_HOLD_MS at most. */
export async function awaitDeposit(
  { sql, config }: Context,
  { id, orderId }: Attempt,
  account: Pick<VirtualAccount, 'accountNumber' | 'bankCode' | 'dueDate'>,
  method: string | null,
): Promise<void> {
  const after = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`
  await sql`
    with held as materialized (
      select id from orders where id = ${orderId} for no key update
    ), deadline as (
      select least(${account.dueDate}::timestamptz, ${after(config.DEPOSIT_HOLD_MS)})::timestamptz(3) as at
    ), payment as (
      update payments set status = 'WAITING_FOR_DEPOSIT', method = ${method}, bank_code = ${account.bankCode},
        account_number = ${account.accountNumber}, due_date = deadline.at, checks = 0,
        check_at = least(deadline.at, ${after(config.DEPOSIT_POLL_MS)})
      from held, deadline
      where payments.id = ${id} and payments.order_id = held.id and payments.status = 'CONFIRMING'
      returning payments.order_id, payments.due_date
    )
    update orders set status = 'AWAITING_DEPOSIT', expires_at = payment.due_date, revision = revision + 1
    from payment where orders.id = payment.order_id and orders.status = 'CONFIRMING'`
}
