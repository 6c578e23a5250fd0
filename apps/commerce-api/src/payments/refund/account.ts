import type { OrderPayment, RefundAccount } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import { problem } from '../../problems.ts'

/** The gateway's name for a payment by bank transfer. It does not know the account that the money came from. */
const VIRTUAL_ACCOUNT = '가상계좌'

/** Throws REFUND_ACCOUNT_NEEDED when the buyer has to say where the money goes. */
export function requireRefundAccount(
  payment: OrderPayment | null,
  amount: number,
  account: RefundAccount | undefined,
): void {
  if (amount > 0 && payment?.method === VIRTUAL_ACCOUNT && !account) throw problem('REFUND_ACCOUNT_NEEDED')
}

/** The account of a row of `refunds` or `returns` as JSON; null when there is none. */
export const refundAccount = (sql: Sql, table: 'refunds' | 'returns') => sql`
  case when ${sql(table)}.bank is not null then json_build_object('bank', ${sql(table)}.bank,
    'accountNumber', ${sql(table)}.account_number, 'holderName', ${sql(table)}.holder_name) end`
