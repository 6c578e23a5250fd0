import type { Context } from '../../context.ts'
import type { PaymentGateway } from './gateway.ts'

export interface PaymentsContext extends Context {
  /** Charges and refunds; never called while a statement holds locks. */
  readonly gateway: PaymentGateway
  /** Call it when something is left open whose outcome only the gateway knows: the reconciler runs at once. */
  reconcile(): void
}
