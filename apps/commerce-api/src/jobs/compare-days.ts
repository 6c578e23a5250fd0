import type { Metrics } from '@munova/service'
import pLimit from 'p-limit'
import { isoDate } from '../calendar/day.ts'
import {
  ourCandidates,
  refundCandidates,
  theirCandidates,
  type Candidates,
} from '../payments/comparison/candidates.ts'
import { beginDays, comparedUntil, moveOn, takeDay, type ComparedDay } from '../payments/comparison/days.ts'
import { fetchList } from '../payments/comparison/fetch-list.ts'
import type { PaymentsContext } from '../payments/gateway/context.ts'
import { checkPayment, noteNotCompared } from './check-payment.ts'

type Page = (context: PaymentsContext, day: ComparedDay) => Promise<void>

/** Each does a page, and moves the day on. */
const steps: Readonly<Record<ComparedDay['step'], Page>> = {
  LIST: fetchList,
  THEIRS: compare(theirCandidates, 'OURS'),
  OURS: compare(ourCandidates, 'REFUNDS'),
  REFUNDS: compare(refundCandidates, 'DONE'),
}

/**
 * Compares the payments of whole days with the gateway's list, a bounded number of pages. Every process may run it: a day is
 * taken under a lock that the others skip, and each page of it counts once. Resolves to `more` if there may be more to do.
 */
export async function compareDays(
  context: PaymentsContext,
  counts: ReturnType<typeof openComparison>,
  now = new Date(),
): Promise<'more' | undefined> {
  const { sql, config, log } = context
  await beginDays(context, now)
  let pages = 0
  for (; pages < config.COMPARE_DAYS_BATCH; pages++) {
    const day = await takeDay(context)
    if (!day) break
    try {
      await steps[day.step](context, day)
    } catch (error) {
      counts.failed.inc()
      log.warn({ err: error, day: isoDate(day.day) }, 'a day is not compared yet; it is continued later')
    }
  }
  counts.until = await comparedUntil(sql)
  return pages === config.COMPARE_DAYS_BATCH ? 'more' : undefined
}

/**
 * A failure of one payment does not affect the others; all that still differ are looked up again with the next try. What fails with
 * the last one too is left to administrators, so that it does not keep the day open.
 */
function compare(
  find: (context: PaymentsContext, day: ComparedDay) => Promise<Candidates>,
  then: 'OURS' | 'REFUNDS' | 'DONE',
): Page {
  return async (context, day) => {
    const { last, paymentKeys } = await find(context, day)
    const { RECONCILE_CALLS, COMPARE_DAYS_TRIES } = context.config
    const isLastTry = day.tries >= COMPARE_DAYS_TRIES
    const failures: unknown[] = []
    await pLimit(RECONCILE_CALLS).map(paymentKeys, async (key) => {
      try {
        await checkPayment(context, key)
      } catch (error) {
        if (isLastTry) await noteNotCompared(context, key, error)
        else failures.push(error)
      }
    })
    if (failures.length > 0) throw new AggregateError(failures, 'payments could not be looked up')
    await moveOn(
      context,
      day,
      last === null ? { step: then, position: '' } : { step: day.step, position: last },
    )
  }
}

export function openComparison(metrics: Pick<Metrics, 'counter' | 'gauge'>) {
  const counts = {
    until: undefined as Date | undefined,
    failed: metrics.counter('compare_days_failed_total', 'Tries to compare a day that are repeated'),
  }
  metrics.gauge('payments_compared_age_seconds', 'Time since the end of the last compared day', {
    value: () => (counts.until ? (Date.now() - counts.until.getTime()) / 1000 : 0),
  })
  return counts
}
