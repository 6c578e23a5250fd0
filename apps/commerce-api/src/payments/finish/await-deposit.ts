import type { Context } from '../../context.ts'
import type { Attempt } from '../attempt/gateway-outcome.ts'
import type { VirtualAccount } from '../gateway/gateway.ts'

/** The buyer has to transfer the money: stock is held until the day that the gateway named. */
export async function awaitDeposit(
  { sql }: Context,
  { id, orderId }: Attempt,
  account: Pick<VirtualAccount, 'accountNumber' | 'bankCode' | 'dueDate'>,
  method: string | null,
): Promise<void> {
  await sql`
    with held as materialized (
      select id from orders where id = ${orderId} for no key update
    ), payment as (
      update payments set status = 'WAITING_FOR_DEPOSIT', method = ${method}, bank_code = ${account.bankCode},
        account_number = ${account.accountNumber}, due_date = ${account.dueDate}, check_at = ${account.dueDate}
      from held
      where payments.id = ${id} and payments.order_id = held.id and payments.status = 'CONFIRMING'
      returning payments.order_id
    )
    update orders set status = 'AWAITING_DEPOSIT', expires_at = ${account.dueDate}, revision = revision + 1
    from payment where orders.id = payment.order_id and orders.status = 'CONFIRMING'`
}
