import type { Refund, RefundAccount } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'

export interface RefundRequest {
  amount: number
  cause: Refund['cause']
  reason: string
  account: RefundAccount | undefined
  /** The reconciler processes it after so long, if nobody did before. */
  checkAfterMs: number
}

/**
 * CTEs `requesting` and `refund` of a statement whose CTE `changed` is a paid order: a refund of this amount is pending
 * from now on, out of the payment by which the order was paid. The statement is rejected (payments_money) when more would
 * be refunded than was paid.
 */
export function requestRefund(sql: Sql, { amount, cause, reason, account, checkAfterMs }: RefundRequest) {
  return sql`
    requesting as (
      update payments set refund_requested = refund_requested + ${amount}
      from changed where payments.id = changed.payment_id and ${amount}::bigint > 0
      returning payments.id, payments.order_id
    ), refund as (
      insert into refunds (order_id, payment_id, amount, cause, reason, bank, account_number, holder_name, check_at)
      select order_id, id, ${amount}, ${cause}, ${reason}, ${account?.bank ?? null},
        ${account?.accountNumber ?? null}, ${account?.holderName ?? null},
        now() + ${checkAfterMs} * interval '1 millisecond'
      from requesting
    )`
}
