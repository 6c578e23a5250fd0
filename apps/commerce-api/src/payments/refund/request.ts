import type { Refund, RefundAccount } from '@munova/commerce-contract'
import { cte, type Cte, type Fragment, type Rows, type Sql } from '@munova/database'
import type { CommerceConfig } from '../../config.ts'
import { sealAccount } from './account-cipher.ts'
import { refundDueAt } from './due.ts'

export interface RefundRequest {
  amount: number
  cause: Refund['cause']
  reason: string
  /** Or that of a return, copied as it is stored: a process that cannot open it copies it too. */
  account: RefundAccount | { ofReturn: number } | undefined
  config: Pick<CommerceConfig, 'RECONCILE_AFTER_MS' | 'REFUND_ACCOUNT_KEYS'>
}

/** CTEs of a statement, and the one of them that locks the payment. */
export interface RequestedRefund {
  definitions: Fragment
  payment: Cte<{ id: number; order_id: number }>
  /** What is given back, as SQL: less than the amount where the gateway has given back some without a request. */
  requested: Fragment
}

/**
 * For a statement that changes paid orders: a refund of this amount is pending from now on, out of the payment by which
 * the order was paid. The statement is rejected (payments_money) when more would be refunded than was paid. An amount of 0
 * requests nothing.
 */
export function requestRefund(
  sql: Sql,
  orders: Rows<{ id: number; payment_id: number | null }>,
  { amount, cause, reason, account, config }: RefundRequest,
): RequestedRefund {
  const payment = cte<{ id: number; order_id: number }>(
    sql,
    'refunded_payment',
    sql`
      update payments set refund_requested = refund_requested + due.amount
      from refund_due as due where payments.id = due.id and due.amount > 0
      returning payments.id, payments.order_id`,
  )
  const stored =
    account && 'ofReturn' in account
      ? sql`select sealed_account, bank, account_number, holder_name from returns where id = ${account.ofReturn}`
      : sql`select ${account ? sealAccount(config.REFUND_ACCOUNT_KEYS, account) : null}::text, null, null, null`
  const refund = cte<{ amount: number }>(
    sql,
    'refund',
    sql`
      insert into refunds (order_id, payment_id, amount, cause, reason, sealed_account, bank, account_number,
        holder_name, due_at, check_at)
      select payment.order_id, payment.id, due.amount, ${cause}, ${reason},
        stored.sealed_account, stored.bank, stored.account_number, stored.holder_name, ${refundDueAt(new Date())},
        -- The reconciler processes it if the request does not.
        now() + ${config.RECONCILE_AFTER_MS} * interval '1 millisecond'
      from ${payment.name} as payment join refund_due as due on due.id = payment.id
        cross join (${stored}) as stored (sealed_account, bank, account_number, holder_name)
      returning amount`,
  )
  const definitions = sql`
    refund_due as (
      -- What the buyer got at the gateway already is not given back again.
      select payments.id, case
          when exists (select from refunds where order_id = paid.id and payment_id = payments.id and cause = 'GATEWAY')
          then least(${amount}::bigint, payments.amount - refund_requested)
          else ${amount}::bigint
        end as amount
      from ${orders.name} as paid join payments on payments.id = paid.payment_id
    ), ${payment.definition}, ${refund.definition}`
  const requested = sql`coalesce((select amount from ${refund.name}), 0)`
  return { definitions, payment, requested }
}
