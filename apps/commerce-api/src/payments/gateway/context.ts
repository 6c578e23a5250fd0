import type { Context } from '../../context.ts'
import type { PaymentGateway } from './gateway.ts'

export interface PaymentsContext extends Context {
  /** Charges and refunds; never called while a statement holds locks. */
  readonly gateway: PaymentGateway
  /** Runs the reconciler now. Call it when an outcome is left open that only the gateway knows. */
  reconcile(): void
}
