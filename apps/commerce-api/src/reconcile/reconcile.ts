import type { Metrics } from '@munova/service'
import { inParallel } from '../in-parallel.ts'
import { confirmPurchases } from '../orders/confirm-purchase.ts'
import { expireOrders } from '../orders/end.ts'
import { sendRefund } from '../payments/refund.ts'
import type { Shop } from '../shop.ts'
import { forgetKeys } from './forget-keys.ts'
import { finishPayment, takeDuePayments } from './payments.ts'
import { takeDueRefunds } from './refunds.ts'

/**
 * One pass over what time, a crash or the gateway left open: orders that nobody paid, payments and refunds without an
 * outcome, deliveries that nobody confirmed, keys that are kept no longer. Each a bounded number; every process may
 * run it, since rows are taken under a lock that the others pass over. Answers whether there may be more to do.
 */
export async function reconcile(shop: Shop, counts: Counts): Promise<boolean> {
  const { sql, config } = shop
  const batch = config.RECONCILE_BATCH
  const payments = await takeDuePayments(shop)
  await attempt(shop, counts, { what: 'payment', items: payments, work: (due) => finishPayment(shop, due) })
  const expired = await expireOrders(sql, batch)
  const refunds = await takeDueRefunds(shop)
  await attempt(shop, counts, { what: 'refund', items: refunds, work: (owed) => sendRefund(shop, owed) })
  const confirmed = await confirmPurchases(shop)
  const forgotten = await forgetKeys(shop)
  counts.done.inc({ what: 'expired' }, expired)
  counts.done.inc({ what: 'confirmed' }, confirmed)
  if (expired > 0) shop.wake()
  return [payments.length, expired, refunds.length, confirmed, forgotten].includes(batch)
}

export type Counts = ReturnType<typeof openCounts>

export function openCounts(metrics: Pick<Metrics, 'counter'>) {
  return {
    done: metrics.counter('reconciled_total', 'What the reconciler finished, by kind', ['what']),
    failed: metrics.counter('reconcile_failed_total', 'What stays open until its next turn', ['what']),
  }
}

async function attempt<Item>(
  { config, log }: Shop,
  counts: Counts,
  { what, items, work }: { what: string; items: Item[]; work: (item: Item) => Promise<void> },
): Promise<void> {
  const results = await inParallel(items, config.RECONCILE_CALLS, work)
  for (const result of results) {
    if (result.status === 'fulfilled') counts.done.inc({ what })
    else {
      counts.failed.inc({ what })
      log.warn({ err: result.reason, what }, 'not finished; its turn comes again')
    }
  }
}
