import { randomBytes, randomInt } from 'node:crypto'
import type { Entry, StoredResponse } from './ledger-entry.ts'
import type { Ledger } from './ledger.ts'
import {
  applyEntry,
  balanceOf,
  statusAt,
  VIRTUAL_ACCOUNT,
  type Payment,
  type Status,
  type TimeLimits,
} from './payment.ts'
import { TossError } from './toss-error.ts'
import type { Create, Cancel, Confirm } from './request-schemas.ts'

export interface PaymentsOptions extends TimeLimits {
  ledger: Ledger
  now: () => number
  /** How long a virtual account accepts its deposit. */
  depositMs: number
  /** Minimum time between two cancellations of a payment. */
  cancelGapMs: number
}

/** Returns the response to write together with the entry, so that both are stored or none. */
export type ResponseOf = (payment: Payment, status: Status) => StoredResponse | undefined

/** Account numbers that begin with it exist at no bank. */
const NO_ACCOUNT = '000'

const MINIMUM_WON = { card: 100, other: 200 }

/** All payments. Each change is validated, written to the ledger, and then applied. */
export class Payments {
  readonly #options: PaymentsOptions
  readonly #byKey = new Map<string, Payment>()
  /** The keys of an order's payments, oldest first. */
  readonly #byOrder = new Map<string, string[]>()

  constructor(options: PaymentsOptions) {
    this.#options = options
  }

  /** Applies an entry of the ledger at startup. */
  replay(entry: Entry): void {
    if (entry.type !== 'responded') this.#apply(entry)
  }

  get(paymentKey: string): Payment {
    const payment = this.#byKey.get(paymentKey)
    if (!payment) throw new TossError('NOT_FOUND_PAYMENT')
    return payment
  }

  newestOf(orderId: string): Payment {
    return this.get(this.#byOrder.get(orderId)?.at(-1) ?? '')
  }

  allOf(orderId: string): Payment[] {
    return (this.#byOrder.get(orderId) ?? []).map((key) => this.get(key))
  }

  all(): Iterable<Payment> {
    return this.#byKey.values()
  }

  statusOf(payment: Payment): Status {
    return statusAt(payment, this.#options.now(), this.#options)
  }

  create({ authenticated, ...input }: Create): Payment {
    const paymentKey = `tgen_${randomBytes(16).toString('hex')}`
    return this.#write({ type: 'created', at: this.#options.now(), paymentKey, ...input, authenticated })
  }

  authenticate(paymentKey: string): Payment {
    if (this.statusOf(this.get(paymentKey)) !== 'READY') throw new TossError('ALREADY_PROCESSED_PAYMENT')
    return this.#write({ type: 'authenticated', at: this.#options.now(), paymentKey })
  }

  confirm(input: Confirm, responseOf: ResponseOf): Payment {
    const { now, depositMs } = this.#options
    const payment = this.#confirmable(input)
    const at = now()
    const isCard = payment.method === '카드'
    if (payment.amount < (isCard ? MINIMUM_WON.card : MINIMUM_WON.other))
      throw new TossError('BELOW_MINIMUM_AMOUNT')
    const account = {
      number: `X${randomInt(10 ** 12)
        .toString()
        .padStart(12, '0')}`,
      bank: '88',
      dueAt: at + depositMs,
      secret: `ps_${randomBytes(12).toString('hex')}`,
    }
    const isVirtual = payment.method === VIRTUAL_ACCOUNT
    const { paymentKey } = payment
    return this.#write(
      { type: 'confirmed', at, paymentKey, transactionKey: newKey(), ...(isVirtual && { account }) },
      responseOf,
    )
  }

  /** The card company declines. Always throws, after writing the entry. */
  decline(input: Confirm, code: string, responseOf: (error: TossError) => StoredResponse | undefined): never {
    const error = new TossError(code, 403)
    const { paymentKey } = this.#confirmable(input)
    this.#write({ type: 'declined', at: this.#options.now(), paymentKey, code }, () => responseOf(error))
    throw error
  }

  cancel(paymentKey: string, input: Cancel, responseOf: ResponseOf): Payment {
    const payment = this.get(paymentKey)
    const at = this.#options.now()
    const isWaiting = this.statusOf(payment) === 'WAITING_FOR_DEPOSIT'
    const balance = balanceOf(payment)
    const amount = input.cancelAmount ?? balance
    if (payment.status === 'CANCELED') throw new TossError('ALREADY_CANCELED_PAYMENT')
    if (!isWaiting && !['DONE', 'PARTIAL_CANCELED'].includes(payment.status))
      throw new TossError('NOT_CANCELABLE_PAYMENT')
    if (amount > balance) throw new TossError('NOT_CANCELABLE_AMOUNT')
    if (isWaiting && amount < balance) throw new TossError('NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT')
    if (payment.isDeposited && !input.refundReceiveAccount) throw new TossError('INVALID_REFUND_ACCOUNT_INFO')
    if (input.refundReceiveAccount?.accountNumber.startsWith(NO_ACCOUNT))
      throw new TossError('INVALID_REFUND_ACCOUNT_NUMBER')
    return this.#write(
      {
        type: 'cancelled',
        at,
        paymentKey,
        transactionKey: newKey(),
        amount,
        reason: input.cancelReason,
      },
      responseOf,
    )
  }

  /** Whether the last cancellation is too recent for another one. That error is not stored for retries. */
  isCancelledRecently(paymentKey: string): boolean {
    const last = this.#byKey.get(paymentKey)?.cancels.at(-1)
    return last !== undefined && this.#options.now() < last.at + this.#options.cancelGapMs
  }

  deposit(paymentKey: string): Payment {
    if (this.statusOf(this.get(paymentKey)) !== 'WAITING_FOR_DEPOSIT') throw new TossError('INVALID_REQUEST')
    return this.#write({ type: 'deposited', at: this.#options.now(), paymentKey, transactionKey: newKey() })
  }

  revertDeposit(paymentKey: string): Payment {
    const { status, isDeposited } = this.get(paymentKey)
    if (status !== 'DONE' || !isDeposited) throw new TossError('INVALID_REQUEST')
    return this.#write({
      type: 'deposit-reverted',
      at: this.#options.now(),
      paymentKey,
      transactionKey: newKey(),
    })
  }

  #confirmable({ paymentKey, orderId, amount }: Confirm): Payment {
    const payment = this.#byKey.get(paymentKey)
    if (!payment || payment.orderId !== orderId) throw new TossError('NOT_FOUND_PAYMENT_SESSION')
    const status = this.statusOf(payment)
    if (payment.status === 'READY' || (status === 'EXPIRED' && payment.status === 'IN_PROGRESS')) {
      throw new TossError('NOT_FOUND_PAYMENT_SESSION')
    }
    if (status !== 'IN_PROGRESS') throw new TossError('ALREADY_PROCESSED_PAYMENT')
    if (payment.amount !== amount) throw new TossError('INVALID_REQUEST')
    return payment
  }

  #write(entry: Exclude<Entry, { type: 'responded' }>, responseOf?: ResponseOf): Payment {
    const payment = applyEntry(this.#byKey.get(entry.paymentKey), entry)
    const response = responseOf?.(payment, this.statusOf(payment))
    this.#options.ledger.append(response ? ({ ...entry, response } as Entry) : entry)
    this.#apply(entry)
    return payment
  }

  #apply(entry: Exclude<Entry, { type: 'responded' }>): void {
    const known = this.#byKey.get(entry.paymentKey)
    const payment = applyEntry(known, entry)
    this.#byKey.set(payment.paymentKey, payment)
    if (!known)
      this.#byOrder.set(payment.orderId, [...(this.#byOrder.get(payment.orderId) ?? []), payment.paymentKey])
  }
}

function newKey(): string {
  return randomBytes(16).toString('hex').toUpperCase()
}
