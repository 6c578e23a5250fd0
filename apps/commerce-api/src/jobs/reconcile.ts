import type { Metrics } from '@munova/service'
import pLimit from 'p-limit'
import { deleteExpiredKeys } from '../idempotency/delete-expired.ts'
import { expireOrders } from '../orders/cancel/close-unpaid.ts'
import { followPayment } from '../orders/cancel/follow-gateway.ts'
import { processRefund } from '../orders/cancel/process-refund.ts'
import { acceptUnansweredReturn, unansweredReturns } from '../orders/returns/accept-unanswered.ts'
import { deliverOverdueParcels } from '../orders/shipping/deliver.ts'
import { confirmPurchases } from '../orders/shipping/confirm-purchase.ts'
import { isCaptured, reconcilePayment, takeDuePayments } from '../payments/finish/reconcile.ts'
import type { PaymentsContext } from '../payments/gateway/context.ts'
import { countDifferences } from '../payments/refund/differences.ts'
import { countProblemRefunds, takeDueRefunds } from '../payments/refund/pending.ts'
import { countSealedAccounts, resealAccounts, sealPlainAccounts } from '../payments/refund/seal-accounts.ts'

/** One kind of open work. */
interface Chore {
  what: string
  /** Processes at most RECONCILE_BATCH rows; resolves to their number. */
  run: (context: PaymentsContext, counts: Counts) => Promise<number>
}

/** Payments and returns before refunds, since a late capture and an accepted return leave a refund. */
const chores: readonly Chore[] = [
  {
    what: 'payments',
    run: async (context, counts) =>
      each(context, counts, {
        what: 'payments',
        items: await takeDuePayments(context),
        work: (payment) =>
          isCaptured.has(payment.status)
            ? followPayment(context, payment)
            : reconcilePayment(context, payment),
      }),
  },
  {
    what: 'orders',
    async run(context) {
      const expired = await expireOrders(context.sql, context.config.RECONCILE_BATCH)
      if (expired > 0) context.outbox.wake()
      return expired
    },
  },
  {
    what: 'returns',
    async run(context, counts) {
      // Only the accepted ones: one that fails stays due, and is left to the next pass.
      let accepted = 0
      await each(context, counts, {
        what: 'returns',
        items: await unansweredReturns(context),
        async work(id) {
          await acceptUnansweredReturn(context, id)
          accepted++
        },
      })
      return accepted
    },
  },
  {
    what: 'refunds',
    async run(context, counts) {
      const found = await each(context, counts, {
        what: 'refunds',
        items: await takeDueRefunds(context),
        work: (refund) => processRefund(context, refund),
      })
      const { rejected, overdue, withoutAccount } = await countProblemRefunds(context)
      counts.rejected.set(rejected)
      for (const { kind, open } of await countDifferences(context.sql)) counts.differences.set({ kind }, open)
      counts.overdue.set(overdue)
      counts.withoutAccount.set(withoutAccount)
      return found
    },
  },
  { what: 'deliveries', run: deliverOverdueParcels },
  { what: 'purchases', run: confirmPurchases },
  { what: 'keys', run: deleteExpiredKeys },
  { what: 'plain-accounts', run: sealPlainAccounts },
  {
    what: 'resealed-accounts',
    async run(context, counts) {
      const found = await resealAccounts(context)
      for (const [key, accounts] of Object.entries(await countSealedAccounts(context)))
        counts.sealed.set({ key }, accounts)
      return found
    },
  },
]

/**
 * One pass over what time, a crash or the gateway left open: expired orders, payments and refunds without an outcome,
 * returns that nobody answered, parcels that nobody marked as delivered, deliveries that are kept, expired Idempotency-Keys. Each a bounded number; every process may run it, since rows are
 * taken under a lock that the others skip. Resolves to `more` if there may be more to do.
 */
export async function reconcile(context: PaymentsContext, counts: Counts): Promise<'more' | undefined> {
  const found: number[] = []
  for (const { what, run } of chores) {
    try {
      const items = await run(context, counts)
      counts.found.inc({ what }, items)
      found.push(items)
    } catch (error) {
      // The other chores run all the same.
      counts.failed.inc({ what })
      context.log.warn({ err: error, what }, 'chore failed; the next pass retries it')
    }
  }
  return found.includes(context.config.RECONCILE_BATCH) ? 'more' : undefined
}

export type Counts = ReturnType<typeof openCounts>

export function openCounts(metrics: Pick<Metrics, 'counter' | 'gauge'>) {
  return {
    found: metrics.counter('reconciled_total', 'What the reconciler found open', ['what']),
    failed: metrics.counter('reconcile_failed_total', 'What stays open until its next check', ['what']),
    rejected: metrics.gauge('refunds_rejected', 'Pending refunds that the gateway has rejected'),
    differences: metrics.gauge('payment_differences_open', 'Payment differences that nobody has resolved', {
      labelNames: ['kind'],
    }),
    withoutAccount: metrics.gauge(
      'refunds_without_account',
      'Pending refunds for which the buyer was asked for an account',
    ),
    sealed: metrics.gauge('refund_accounts_sealed', 'Stored accounts by the key that sealed them', {
      labelNames: ['key'],
    }),
    overdue: metrics.gauge('refunds_overdue', 'Pending refunds that should be done by law'),
  }
}

/** Processes the items, at most RECONCILE_CALLS at the same time; a failure of one does not affect the others. */
async function each<Item>(
  { config, log }: PaymentsContext,
  counts: Counts,
  { what, items, work }: { what: string; items: Item[]; work: (item: Item) => Promise<unknown> },
): Promise<number> {
  await pLimit(config.RECONCILE_CALLS).map(items, async (item) => {
    try {
      await work(item)
    } catch (error) {
      counts.failed.inc({ what })
      log.warn({ err: error, what }, 'not reconciled; the next check retries it')
    }
  })
  return items.length
}
