import type { PaymentsContext } from '../gateway/context.ts'
import { GatewayRejected } from '../gateway/gateway.ts'
import { movedOn, restart, type ComparedDay } from './days.ts'

/**
 * Stores the next page of the gateway's list, unless another process has moved the day on. Rejects with GatewayUncertain, and
 * with GatewayRejected: a list whose cursor is rejected begins anew with the next try.
 */
export async function fetchList(context: PaymentsContext, from: ComparedDay): Promise<void> {
  const { sql, config, gateway } = context
  const { day, position } = from
  const limit = config.COMPARE_DAYS_PAGE
  const page = await gateway
    .transactions({ day, after: position || undefined, limit })
    .catch(async (error: unknown) => {
      if (error instanceof GatewayRejected) await restart(context, from)
      throw error
    })
  const last = page.at(-1)
  const to =
    last && page.length === limit
      ? { step: 'LIST' as const, position: last.transactionKey }
      : { step: 'THEIRS' as const, position: '' }
  const moved = movedOn(sql, from, to)
  await sql`
    with ${moved.definition}, stored as (
      insert into gateway_transactions (day, transaction_key, payment_key, order_number, status, amount, at)
      select moved.day, row.*
      from ${moved.name} as moved, unnest(
        ${page.map((row) => row.transactionKey)}::text[], ${page.map((row) => row.paymentKey)}::text[],
        ${page.map((row) => row.orderId)}::text[], ${page.map((row) => row.status)}::text[],
        ${page.map((row) => row.amount)}::bigint[], ${page.map((row) => row.transactionAt.toISOString())}::timestamptz[]
      ) as row
      on conflict do nothing
    )
    select from ${moved.name}`
}
