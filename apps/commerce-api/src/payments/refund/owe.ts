import type { Refund, RefundAccount } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'

export interface Owing {
  amount: number
  cause: Refund['cause']
  reason: string
  account: RefundAccount | undefined
  /** The reconciler sends it after so long, if nobody did before. */
  checkAfterMs: number
}

/**
 * CTEs `owing` and `refund` of a statement whose CTE `changed` is a paid order: from now on the buyer is owed this much
 * of the payment by which it was paid. More than was paid is refused (payments_money).
 */
export function oweRefund(sql: Sql, { amount, cause, reason, account, checkAfterMs }: Owing) {
  return sql`
    owing as (
      update payments set promised = promised + ${amount}
      from changed where payments.id = changed.payment_id and ${amount}::bigint > 0
      returning payments.id, payments.order_id
    ), refund as (
      insert into refunds (order_id, payment_id, amount, cause, reason, bank, account_number, holder_name, check_at)
      select order_id, id, ${amount}, ${cause}, ${reason}, ${account?.bank ?? null},
        ${account?.accountNumber ?? null}, ${account?.holderName ?? null},
        now() + ${checkAfterMs} * interval '1 millisecond'
      from owing
    )`
}
