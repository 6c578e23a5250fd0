import type { Metrics } from '@munova/service'
import pLimit from 'p-limit'
import { isoDate } from '../calendar/day.ts'
import { ourCandidates, theirCandidates, type Candidates } from '../payments/comparison/candidates.ts'
import {
  beginDays,
  comparedUntil,
  moveOn,
  takeDay,
  type ComparedDay,
  type Step,
} from '../payments/comparison/days.ts'
import { fetchList } from '../payments/comparison/fetch-list.ts'
import type { PaymentsContext } from '../payments/gateway/context.ts'
import { checkPayment } from './check-payment.ts'

type Next = (context: PaymentsContext, day: ComparedDay) => Promise<ComparedDay | undefined>

/** Each step does a page, and resolves to the day as it is then; undefined when another process has moved it on. */
const steps: Readonly<Record<Exclude<Step, 'DONE'>, Next>> = {
  LIST: fetchList,
  THEIRS: compare(theirCandidates, 'OURS'),
  OURS: compare(ourCandidates, 'DONE'),
}

/**
 * Compares the payments of whole days with the gateway's list, a bounded number of days. Every process may run it: a day is
 * taken under a lock that the others skip, and each page of it counts once. Resolves to `more` if there may be more to do.
 */
export async function compareDays(
  context: PaymentsContext,
  counts: ReturnType<typeof openComparison>,
  now = new Date(),
): Promise<'more' | undefined> {
  const { sql, config, log } = context
  await beginDays(context, now)
  let taken = 0
  for (; taken < config.COMPARE_DAYS_BATCH; taken++) {
    const day = await takeDay(context)
    if (!day) break
    try {
      await compareDay(context, day)
    } catch (error) {
      counts.failed.inc()
      log.warn({ err: error, day: isoDate(day.day) }, 'a day is not compared yet; it is continued later')
    }
  }
  counts.until = await comparedUntil(sql)
  return taken === config.COMPARE_DAYS_BATCH ? 'more' : undefined
}

async function compareDay(context: PaymentsContext, taken: ComparedDay): Promise<void> {
  let day: ComparedDay | undefined = taken
  while (day && day.step !== 'DONE') day = await steps[day.step](context, day)
  if (day) context.log.info({ day: isoDate(day.day) }, 'the payments of a day are compared with the gateway')
}

function compare(
  find: (context: PaymentsContext, day: ComparedDay) => Promise<Candidates>,
  then: Step,
): Next {
  return async (context, day) => {
    const { last, paymentKeys } = await find(context, day)
    await pLimit(context.config.RECONCILE_CALLS).map(paymentKeys, (key) => checkPayment(context, key))
    return moveOn(
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
