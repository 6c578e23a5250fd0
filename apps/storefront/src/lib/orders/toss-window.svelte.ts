import { ANONYMOUS, loadTossPayments } from '@tosspayments/tosspayments-sdk'
import type { PaymentRequest } from '#lib/server/payment-window.ts'
import { isWindowLeft } from './window-left.ts'

/** How a buyer may pay; each opens a window of its own. */
export const paymentMethods = ['CARD', 'TRANSFER', 'VIRTUAL_ACCOUNT', 'MOBILE_PHONE'] as const
export type PaymentMethod = (typeof paymentMethods)[number]

/** What is used of the script's window: for each method it declares a type of its own. */
interface Window {
  requestPayment(
    request: Omit<PaymentRequest, 'amount'> & {
      method: PaymentMethod
      amount: { currency: 'KRW'; value: number }
    },
  ): Promise<unknown>
}

/** The script comes within this time, or the buyer is told that it does not. */
const SDK_TIMEOUT_MS = 15_000

/** The payment window of Toss Payments for one order, and what the page says of it. */
export class TossWindow {
  state = $state<'loading' | 'ready' | 'open' | 'unreachable' | 'left' | 'failed'>('loading')
  /** What the window said when it failed. */
  reason = $state('')
  readonly #of: { clientKey: string; sdkUrl: string }
  #window: Window | undefined

  constructor(of: { clientKey: string; sdkUrl: string }) {
    this.#of = of
  }

  /** Loads the script. A failure is final: browsers would let another attempt wait for the request of this one. */
  async load(): Promise<void> {
    const { clientKey, sdkUrl } = this.#of
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('the script did not come')), SDK_TIMEOUT_MS)
    try {
      const toss = await Promise.race([loadTossPayments(clientKey, { src: sdkUrl }), late.promise])
      this.#window = toss.payment({ customerKey: ANONYMOUS }) as unknown as Window
      this.state = 'ready'
    } catch {
      this.state = 'unreachable'
    } finally {
      clearTimeout(timer)
    }
  }

  /** Opens the window, once however often it is asked; the browser leaves the page when the buyer is done with it. */
  async open({ amount, ...order }: PaymentRequest, method: PaymentMethod): Promise<void> {
    if (!this.#window || this.state === 'open') return
    this.state = 'open'
    try {
      await this.#window.requestPayment({ ...order, method, amount: { currency: 'KRW', value: amount } })
    } catch (error) {
      const { code, message } = Object(error) as { code?: unknown; message?: unknown }
      this.reason = typeof message === 'string' ? message : ''
      this.state = isWindowLeft(code) ? 'left' : 'failed'
    }
  }
}
