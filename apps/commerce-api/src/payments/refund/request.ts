import type { Refund, RefundAccount } from '@munova/commerce-contract'
import { cte, type Cte, type Fragment, type Rows, type Sql } from '@munova/database'
import { refundDueAt } from './due.ts'

export interface RefundRequest {
  amount: number
  cause: Refund['cause']
  reason: string
  account: RefundAccount | undefined
  /** After so long the reconciler processes it if the request did not. */
  checkAfterMs: number
}

/** CTEs of a statement, and the one of them that locks the payment. */
export interface RequestedRefund {
  definitions: Fragment
  payment: Cte<{ id: number; order_id: number }>
}

/**
 * For a statement that changes paid orders: a refund of this amount is pending from now on, out of the payment by which
 * the order was paid. The statement is rejected (payments_money) when more would be refunded than was paid. An amount of 0
 * requests nothing.
 */
export function requestRefund(
  sql: Sql,
  orders: Rows<{ payment_id: number | null }>,
  { amount, cause, reason, account, checkAfterMs }: RefundRequest,
): RequestedRefund {
  const payment = cte<{ id: number; order_id: number }>(
    sql,
    'refunded_payment',
    sql`
      update payments set refund_requested = refund_requested + ${amount}
      from ${orders.name} as paid where payments.id = paid.payment_id and ${amount}::bigint > 0
      returning payments.id, payments.order_id`,
  )
  const refund = cte(
    sql,
    'refund',
    sql`
      insert into refunds (order_id, payment_id, amount, cause, reason, bank, account_number, holder_name, due_at,
        check_at)
      select order_id, id, ${amount}, ${cause}, ${reason}, ${account?.bank ?? null},
        ${account?.accountNumber ?? null}, ${account?.holderName ?? null}, ${refundDueAt(new Date())},
        now() + ${checkAfterMs} * interval '1 millisecond'
      from ${payment.name}`,
  )
  return { definitions: sql`${payment.definition}, ${refund.definition}`, payment }
}
