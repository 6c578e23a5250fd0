import type { Metrics } from '@munova/service'
import { inParallel } from './in-parallel.ts'
import { confirmPurchases } from '../orders/shipping/confirm-purchase.ts'
import { expireOrders } from '../orders/cancel/close-unpaid.ts'
import { processRefund } from '../payments/refund/process.ts'
import type { PaymentsContext } from '../payments/gateway/context.ts'
import { deleteExpiredKeys } from '../idempotency/delete-expired.ts'
import { reconcilePayment, takeDuePayments } from '../payments/finish/reconcile.ts'
import { countRejectedRefunds, takeDueRefunds } from '../payments/refund/pending.ts'

/** Answers how many it found, at most a batch. */
type Chore = (context: PaymentsContext, counts: Counts) => Promise<number>

/** Payments before refunds, since a late one leaves a refund. */
const chores: Record<string, Chore> = {
  payments: async (context, counts) =>
    each(context, counts, { what: 'payment', items: await takeDuePayments(context), work: reconcilePayment }),
  orders: async (context) => {
    const expired = await expireOrders(context.sql, context.config.RECONCILE_BATCH)
    if (expired > 0) context.outbox.wake()
    return expired
  },
  refunds: async (context, counts) => {
    const sent = await each(context, counts, {
      what: 'refund',
      items: await takeDueRefunds(context),
      work: processRefund,
    })
    counts.rejected.set(await countRejectedRefunds(context))
    return sent
  },
  purchases: confirmPurchases,
  keys: deleteExpiredKeys,
}

/**
 * One pass over what time, a crash or the gateway left open: orders that nobody paid, payments and refunds without an
 * outcome, deliveries that nobody confirmed, keys that are kept no longer. Each a bounded number; every process may
 * run it, since rows are taken under a lock that the others pass over. Answers whether there may be more to do.
 */
export async function reconcile(context: PaymentsContext, counts: Counts): Promise<boolean> {
  const found: number[] = []
  for (const [what, chore] of Object.entries(chores)) {
    try {
      const items = await chore(context, counts)
      counts.found.inc({ what }, items)
      found.push(items)
    } catch (error) {
      // The others do not wait for it.
      counts.failed.inc({ what })
      context.log.warn({ err: error, what }, 'chore failed; its turn comes again')
    }
  }
  return found.includes(context.config.RECONCILE_BATCH)
}

export type Counts = ReturnType<typeof openCounts>

export function openCounts(metrics: Pick<Metrics, 'counter' | 'gauge'>) {
  return {
    found: metrics.counter('reconciled_total', 'What the reconciler found open', ['what']),
    failed: metrics.counter('reconcile_failed_total', 'What stays open until its next turn', ['what']),
    rejected: metrics.gauge('refunds_rejected', 'Pending refunds that the gateway has rejected'),
  }
}

async function each<Item>(
  context: PaymentsContext,
  counts: Counts,
  {
    what,
    items,
    work,
  }: { what: string; items: Item[]; work: (context: PaymentsContext, item: Item) => Promise<void> },
): Promise<number> {
  const results = await inParallel(items, context.config.RECONCILE_CALLS, (item) => work(context, item))
  for (const result of results) {
    if (result.status === 'fulfilled') continue
    counts.failed.inc({ what })
    context.log.warn({ err: result.reason, what }, 'not finished; its turn comes again')
  }
  return items.length
}
