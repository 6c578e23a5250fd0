import type { ConfirmedPayment, OrderPayment } from '@munova/commerce-contract'
import { columnList, perPool } from '@munova/database'

/** The columns of `payments` that the contract shows. Instants are a Date from a row, text inside JSON. */
export interface PaymentRow {
  paymentKey: string
  status: OrderPayment['status']
  amount: number
  method: string | null
  approvedAt: Date | string | null
  bankCode: string | null
  accountNumber: string | null
  dueDate: Date | string | null
  failure: string | null
  failureMessage: string | null
}

export const paymentColumns = perPool((sql) =>
  columnList<PaymentRow>(sql, {
    paymentKey: sql`payment_key`,
    status: sql`payments.status`,
    amount: sql`amount`,
    method: sql`method`,
    approvedAt: sql`approved_at`,
    bankCode: sql`bank_code`,
    accountNumber: sql`account_number`,
    dueDate: sql`due_date`,
    failure: sql`failure`,
    failureMessage: sql`failure_message`,
  }),
)

/** A payment as the contract shows it: the account only while its deposit is awaited. */
export function toPayment(row: PaymentRow): OrderPayment {
  const { paymentKey, status, amount, method, approvedAt, bankCode, accountNumber, dueDate, failure } = row
  const isAwaited =
    status === 'WAITING_FOR_DEPOSIT' && bankCode !== null && accountNumber !== null && dueDate !== null
  return {
    paymentKey,
    status,
    amount,
    method,
    approvedAt: approvedAt === null ? null : new Date(approvedAt).toISOString(),
    failure:
      status === 'FAILED' && failure !== null ? { code: failure, message: row.failureMessage ?? '' } : null,
    account: isAwaited ? { bankCode, accountNumber, dueDate: new Date(dueDate).toISOString() } : null,
  }
}

/** What confirming an order's payment responds with. */
export function toConfirmed(
  { orderId, number }: { orderId: number; number: string },
  row: PaymentRow,
): ConfirmedPayment {
  const payment = toPayment(row)
  const orderStatus = payment.status === 'WAITING_FOR_DEPOSIT' ? 'AWAITING_DEPOSIT' : 'PAID'
  return { orderId, orderNumber: number, orderStatus, payment }
}
