import { randomBytes, randomInt } from 'node:crypto'
import type { Entry, KeptAnswer } from './ledger-entry.ts'
import type { Ledger } from './ledger.ts'
import {
  applyEntry,
  balanceOf,
  statusAt,
  VIRTUAL_ACCOUNT,
  type Payment,
  type Status,
  type Windows,
} from './payment.ts'
import { Refusal } from './toss-error.ts'
import type { Begin, Cancel, Confirm } from './requests.ts'

export interface PaymentsOptions extends Windows {
  ledger: Ledger
  now: () => number
  /** How long a virtual account waits for its deposit. */
  depositMs: number
  /** A second cancellation of a payment within that is refused. */
  cancelGapMs: number
}

/** Puts an answer beside the entry it answers, so that both are written or none. */
export type Answering = (payment: Payment, status: Status) => KeptAnswer | undefined

const MINIMUM_WON = { card: 100, other: 200 }

/** Every payment there is: decides, writes to the ledger, and only then knows. */
export class Payments {
  readonly #options: PaymentsOptions
  readonly #byKey = new Map<string, Payment>()
  /** The keys of an order's payments, oldest first. */
  readonly #byOrder = new Map<string, string[]>()

  constructor(options: PaymentsOptions) {
    this.#options = options
  }

  /** Takes over what the ledger tells of an earlier life. */
  replay(entry: Entry): void {
    if (entry.type !== 'answered') this.#apply(entry)
  }

  get(paymentKey: string): Payment {
    const payment = this.#byKey.get(paymentKey)
    if (!payment) throw new Refusal('NOT_FOUND_PAYMENT')
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

  begin({ authenticated, ...wanted }: Begin): Payment {
    const paymentKey = `tgen_${randomBytes(16).toString('hex')}`
    return this.#write({ type: 'begun', at: this.#options.now(), paymentKey, ...wanted, authenticated })
  }

  authenticate(paymentKey: string): Payment {
    if (this.statusOf(this.get(paymentKey)) !== 'READY') throw new Refusal('ALREADY_PROCESSED_PAYMENT')
    return this.#write({ type: 'authenticated', at: this.#options.now(), paymentKey })
  }

  confirm(wanted: Confirm, answering: Answering): Payment {
    const { now, depositMs } = this.#options
    const payment = this.#confirmable(wanted)
    const at = now()
    const isCard = payment.method === '카드'
    if (payment.amount < (isCard ? MINIMUM_WON.card : MINIMUM_WON.other))
      throw new Refusal('BELOW_MINIMUM_AMOUNT')
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
      answering,
    )
  }

  /** The card company says no. Throws that refusal, after writing it down. */
  refuse(wanted: Confirm, code: string, answerOf: (refusal: Refusal) => KeptAnswer | undefined): never {
    const refusal = new Refusal(code, 403)
    const { paymentKey } = this.#confirmable(wanted)
    this.#write({ type: 'refused', at: this.#options.now(), paymentKey, code }, () => answerOf(refusal))
    throw refusal
  }

  cancel(paymentKey: string, wanted: Cancel, answering: Answering): Payment {
    const payment = this.get(paymentKey)
    const at = this.#options.now()
    const isWaiting = this.statusOf(payment) === 'WAITING_FOR_DEPOSIT'
    const balance = balanceOf(payment)
    const amount = wanted.cancelAmount ?? balance
    if (payment.status === 'CANCELED') throw new Refusal('ALREADY_CANCELED_PAYMENT')
    if (!isWaiting && !['DONE', 'PARTIAL_CANCELED'].includes(payment.status))
      throw new Refusal('NOT_CANCELABLE_PAYMENT')
    if (amount > balance) throw new Refusal('NOT_CANCELABLE_AMOUNT')
    if (isWaiting && amount < balance) throw new Refusal('NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT')
    if (payment.isDeposited && !wanted.refundReceiveAccount) throw new Refusal('INVALID_REFUND_ACCOUNT_INFO')
    return this.#write(
      {
        type: 'cancelled',
        at,
        paymentKey,
        transactionKey: newKey(),
        amount,
        reason: wanted.cancelReason,
      },
      answering,
    )
  }

  /** Whether a cancellation comes too soon after the one before. Such a refusal is not the request's answer. */
  isTooSoon(paymentKey: string): boolean {
    const last = this.#byKey.get(paymentKey)?.cancels.at(-1)
    return last !== undefined && this.#options.now() < last.at + this.#options.cancelGapMs
  }

  deposit(paymentKey: string): Payment {
    if (this.statusOf(this.get(paymentKey)) !== 'WAITING_FOR_DEPOSIT') throw new Refusal('INVALID_REQUEST')
    return this.#write({ type: 'deposited', at: this.#options.now(), paymentKey, transactionKey: newKey() })
  }

  revertDeposit(paymentKey: string): Payment {
    const { status, isDeposited } = this.get(paymentKey)
    if (status !== 'DONE' || !isDeposited) throw new Refusal('INVALID_REQUEST')
    return this.#write({
      type: 'deposit-reverted',
      at: this.#options.now(),
      paymentKey,
      transactionKey: newKey(),
    })
  }

  #confirmable({ paymentKey, orderId, amount }: Confirm): Payment {
    const payment = this.#byKey.get(paymentKey)
    if (!payment || payment.orderId !== orderId) throw new Refusal('NOT_FOUND_PAYMENT_SESSION')
    const status = this.statusOf(payment)
    if (payment.status === 'READY' || (status === 'EXPIRED' && payment.status === 'IN_PROGRESS')) {
      throw new Refusal('NOT_FOUND_PAYMENT_SESSION')
    }
    if (status !== 'IN_PROGRESS') throw new Refusal('ALREADY_PROCESSED_PAYMENT')
    if (payment.amount !== amount) throw new Refusal('INVALID_REQUEST')
    return payment
  }

  #write(entry: Exclude<Entry, { type: 'answered' }>, answering?: Answering): Payment {
    const payment = applyEntry(this.#byKey.get(entry.paymentKey), entry)
    const answer = answering?.(payment, this.statusOf(payment))
    this.#options.ledger.append(answer ? ({ ...entry, answer } as Entry) : entry)
    this.#apply(entry)
    return payment
  }

  #apply(entry: Exclude<Entry, { type: 'answered' }>): void {
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
