import type { PaymentFailure } from '@munova/commerce-contract'
import { cte, emitEvent } from '@munova/database'
import { PaymentFailed } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { ofOrders, type OrderColumns } from '../../outbox/order-events.ts'
import { hintedCheckAt } from '../attempt/check-schedule.ts'
import type { Attempt } from '../attempt/gateway-outcome.ts'

/**
 * The attempt moved no money: the order can be paid again until it expires. False when the payment has another outcome
 * already.
 */
export async function failPayment(
  context: Context,
  { id, orderId }: Attempt,
  { code, message }: PaymentFailure,
): Promise<boolean> {
  const { sql, config } = context
  const changed = cte<OrderColumns>(
    sql,
    'changed',
    sql`
      update orders set status = 'PENDING', revision = revision + 1,
        expires_at = least(expires_at, now() + ${config.RESERVATION_TTL_MS} * interval '1 millisecond')
      from payment where orders.id = payment.order_id and orders.status in ('CONFIRMING', 'AWAITING_DEPOSIT')
      returning orders.*`,
  )
  const event = emitEvent(sql, PaymentFailed, {
    ...ofOrders(sql, changed),
    data: {
      orderId: sql`${changed.name}.id`,
      number: sql`number`,
      memberId: sql`member_id`,
      amount: sql`total`,
      code,
    },
  })
  const [result] = await sql<[{ failed: boolean }]>`
    with held as materialized (
      select id from orders where id = ${orderId} for no key update
    ), payment as (
      update payments set status = 'FAILED', failure = ${code}, failure_message = ${message},
        check_at = ${hintedCheckAt(sql, config)}
      from held
      where payments.id = ${id} and payments.order_id = held.id
        and payments.status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT')
      returning payments.*
    ), ${changed.definition}, event as (${event})
    select exists (select from payment) as failed`
  context.outbox.wake()
  return result.failed
}
