import type { Entry } from './ledger-entry.ts'

export const VIRTUAL_ACCOUNT = '가상계좌'

export type Status =
  | 'READY'
  | 'IN_PROGRESS'
  | 'WAITING_FOR_DEPOSIT'
  | 'DONE'
  | 'CANCELED'
  | 'PARTIAL_CANCELED'
  | 'ABORTED'
  | 'EXPIRED'

export interface Cancel {
  transactionKey: string
  amount: number
  reason: string
  at: number
  /** The amount that can still be cancelled. */
  refundable: number
}

/** As the list of transactions has it. */
export interface Transaction {
  transactionKey: string
  status: Status
  amount: number
  at: number
}

/** A payment, derived from its entries. Times are by the clock of the fake. */
export interface Payment {
  paymentKey: string
  orderId: string
  orderName: string
  customerName: string
  method: string
  amount: number
  createdAt: number
  authenticatedAt: number | undefined
  /** As of the last entry. `statusAt` also considers expiry. */
  status: Status
  approvedAt: number | undefined
  lastTransactionKey: string | undefined
  account: Extract<Entry, { type: 'confirmed' }>['account']
  isDeposited: boolean
  /** The bank took the deposit back, and none has arrived since. */
  isTakenBack: boolean
  cancels: Cancel[]
  /** Oldest first. */
  transactions: Transaction[]
  failure: string | undefined
}

/** Time limits for the authentication by the buyer and the confirmation by the shop. */
export interface TimeLimits {
  readyMs: number
  confirmMs: number
}

export type PaymentEntry = Exclude<Entry, { type: 'responded' }>

/** The payment after one more entry. */
export function applyEntry(before: Payment | undefined, entry: PaymentEntry): Payment {
  const payment = changedBy(before, entry)
  if (!('transactionKey' in entry)) return payment
  const { transactionKey, at } = entry
  const amount = entry.type === 'cancelled' ? entry.amount : payment.amount
  const transaction = { transactionKey, at, amount, status: payment.status }
  return { ...payment, transactions: [...payment.transactions, transaction] }
}

function changedBy(payment: Payment | undefined, entry: PaymentEntry): Payment {
  if (entry.type === 'created') return newPayment(entry)
  if (!payment) throw new Error(`the ledger has an entry of unknown payment ${entry.paymentKey}`)
  switch (entry.type) {
    case 'authenticated':
      return { ...payment, status: 'IN_PROGRESS', authenticatedAt: entry.at }
    case 'confirmed': {
      const { account, transactionKey } = entry
      const confirmed = { ...payment, lastTransactionKey: transactionKey, account }
      if (account) return { ...confirmed, status: 'WAITING_FOR_DEPOSIT' }
      return { ...confirmed, status: 'DONE', approvedAt: entry.at }
    }
    case 'declined':
      return { ...payment, status: 'ABORTED', failure: entry.code }
    case 'deposited':
      return { ...payment, status: 'DONE', isDeposited: true, isTakenBack: false, approvedAt: entry.at, lastTransactionKey: entry.transactionKey } // prettier-ignore
    case 'deposit-reverted':
      return { ...payment, status: 'WAITING_FOR_DEPOSIT', isDeposited: false, isTakenBack: true, approvedAt: undefined } // prettier-ignore
    case 'cancelled': {
      const { amount, reason, transactionKey, at } = entry
      const refundable = balanceOf(payment) - amount
      const cancels = [...payment.cancels, { transactionKey, amount, reason, at, refundable }]
      const status = refundable === 0 ? 'CANCELED' : 'PARTIAL_CANCELED'
      return { ...payment, cancels, status, lastTransactionKey: transactionKey }
    }
  }
}

export function balanceOf({ amount, cancels }: Payment): number {
  return amount - cancels.reduce((sum, cancel) => sum + cancel.amount, 0)
}

export function statusAt(payment: Payment, now: number, { readyMs, confirmMs }: TimeLimits): Status {
  const { status, createdAt, authenticatedAt, account } = payment
  if (status === 'READY' && now >= createdAt + readyMs) return 'EXPIRED'
  if (status === 'IN_PROGRESS' && now >= (authenticatedAt ?? createdAt) + confirmMs) return 'EXPIRED'
  if (status === 'WAITING_FOR_DEPOSIT' && account && now >= account.dueAt) return 'EXPIRED'
  return status
}

function newPayment(entry: Extract<Entry, { type: 'created' }>): Payment {
  const { paymentKey, orderId, orderName, customerName, method, amount } = entry
  return {
    paymentKey,
    orderId,
    orderName,
    customerName,
    method,
    amount,
    createdAt: entry.at,
    authenticatedAt: entry.authenticated ? entry.at : undefined,
    status: entry.authenticated ? 'IN_PROGRESS' : 'READY',
    approvedAt: undefined,
    lastTransactionKey: undefined,
    account: undefined,
    isDeposited: false,
    isTakenBack: false,
    cancels: [],
    transactions: [],
    failure: undefined,
  }
}
