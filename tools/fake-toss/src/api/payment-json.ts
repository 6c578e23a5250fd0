import { balanceOf, type Payment, type Status } from '../payments/payment.ts'

/** The merchant id of the shop. */
const MERCHANT = 'munova'
const SEOUL_MS = 9 * 60 * 60 * 1000

/** The payment object of API version 2022-11-16; null for fields that the payment method does not have. */
export function paymentJson(payment: Payment, status: Status): object {
  const { account, approvedAt, cancels, failure } = payment
  const balance = balanceOf(payment)
  const supplied = Math.round(balance / 1.1)
  return {
    mId: MERCHANT,
    version: '2022-11-16',
    type: 'NORMAL',
    paymentKey: payment.paymentKey,
    lastTransactionKey: payment.lastTransactionKey ?? null,
    orderId: payment.orderId,
    orderName: payment.orderName,
    status,
    method: payment.method,
    currency: 'KRW',
    country: 'KR',
    totalAmount: payment.amount,
    balanceAmount: balance,
    suppliedAmount: supplied,
    vat: balance - supplied,
    taxFreeAmount: 0,
    taxExemptionAmount: 0,
    requestedAt: seoulTime(payment.createdAt),
    approvedAt: approvedAt === undefined ? null : seoulTime(approvedAt),
    useEscrow: false,
    cultureExpense: false,
    isPartialCancelable: true,
    card: payment.method === '카드' ? { ...CARD, amount: payment.amount } : null,
    virtualAccount: account
      ? {
          accountNumber: account.number,
          accountType: '일반',
          bankCode: account.bank,
          customerName: payment.customerName,
          dueDate: seoulTime(account.dueAt),
          expired: status === 'EXPIRED',
          settlementStatus: 'INCOMPLETED',
          refundStatus: refundStatus(payment),
          refundReceiveAccount: null,
        }
      : null,
    easyPay:
      payment.method === '간편결제'
        ? { provider: '토스페이', amount: payment.amount, discountAmount: 0 }
        : null,
    transfer: payment.method === '계좌이체' ? { bankCode: '88', settlementStatus: 'INCOMPLETED' } : null,
    mobilePhone: null,
    giftCertificate: null,
    cashReceipt: null,
    cashReceipts: null,
    discount: null,
    cancels: cancels.length === 0 ? null : cancels.map(wireCancel),
    secret: account?.secret ?? null,
    failure: failure === undefined ? null : { code: failure, message: 'The payment was declined' },
    receipt: null,
    checkout: null,
    metadata: null,
  }
}

/** A row of the list of transactions. */
export function transactionJson(
  { paymentKey, orderId, method }: Payment,
  { transactionKey, status, amount, at }: Payment['transactions'][number],
): object {
  return {
    mId: MERCHANT,
    transactionKey,
    paymentKey,
    orderId,
    method,
    customerKey: null,
    useEscrow: false,
    receiptUrl: null,
    status,
    transactionAt: seoulTime(at),
    currency: 'KRW',
    amount,
  }
}

/** An instant as in the API: time of Seoul, whole seconds. */
export function seoulTime(at: number): string {
  return `${new Date(at + SEOUL_MS).toISOString().slice(0, 19)}+09:00`
}

/** An instant as in webhooks: time of Seoul with microseconds, without an offset. */
export function webhookTime(at: number): string {
  return `${new Date(at + SEOUL_MS).toISOString().slice(0, 23)}000`
}

const CARD = {
  issuerCode: '61',
  acquirerCode: '31',
  number: '12345678****123*',
  installmentPlanMonths: 0,
  approveNo: '00000000',
  cardType: '신용',
  ownerType: '개인',
  acquireStatus: 'READY',
}

function wireCancel({ transactionKey, amount, reason, at, refundable }: Payment['cancels'][number]): object {
  return {
    transactionKey,
    cancelAmount: amount,
    cancelReason: reason,
    canceledAt: seoulTime(at),
    cancelStatus: 'DONE',
    refundableAmount: refundable,
    taxFreeAmount: 0,
    taxExemptionAmount: 0,
    easyPayDiscountAmount: 0,
    receiptKey: null,
    cancelRequestId: null,
  }
}

function refundStatus({ cancels, isDeposited }: Payment): string {
  return isDeposited && cancels.length > 0 ? 'COMPLETED' : 'NONE'
}
