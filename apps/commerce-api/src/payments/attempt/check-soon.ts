import { retryOnConnectionLoss } from '@munova/database'
import type { PaymentsContext } from '../gateway/context.ts'

/** Makes a payment without an outcome due, and the reconciler look at once. */
export async function checkSoon(context: PaymentsContext, paymentId: number): Promise<void> {
  const { sql } = context
  await retryOnConnectionLoss(
    () => sql`
      update payments set check_at = now() where id = ${paymentId} and status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT')`,
  )
  context.reconcile()
}
