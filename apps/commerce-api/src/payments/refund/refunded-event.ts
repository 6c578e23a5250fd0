import { emitEvent, type Fragment, type Rows, type Sql } from '@munova/database'
import { PaymentRefunded } from '@munova/event-contract'
import { ofOrders } from '../../outbox/order-events.ts'

/** A refund that is done, with its order. */
export interface DoneRefund {
  /** Of the order. */
  id: number
  number: string
  member_id: number
  refund_id: number
  amount: number
  cause: string
}

/** A part of the statement that completes refunds. To consumers a cancellation at the gateway is one of the shop. */
export function refundedEvent(sql: Sql, refunds: Rows<DoneRefund>): Fragment {
  return emitEvent(sql, PaymentRefunded, {
    ...ofOrders(sql, refunds),
    data: {
      orderId: sql`${refunds.name}.id`,
      number: sql`number`,
      memberId: sql`member_id`,
      amount: sql`amount`,
      refundId: sql`refund_id`,
      cause: sql`case cause when 'GATEWAY' then 'CANCEL' else cause end`,
    },
  })
}
