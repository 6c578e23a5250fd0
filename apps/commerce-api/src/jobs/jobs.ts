import { deleteExpiredInboxEntries } from '@munova/database'
import { PeriodicJob, type Metrics } from '@munova/service'
import { deleteExpiredAttempts } from '../accounts/attempts/delete-expired.ts'
import { holidayTableWatch } from '../calendar/watch-table.ts'
import { deleteExpiredMails } from '../accounts/mail/delete-expired.ts'
import { openMailCounts, sendMails } from '../accounts/mail/send.ts'
import { openMailTransport } from '../accounts/mail/transport.ts'
import { deleteExpiredGuestCarts } from '../cart/delete-expired.ts'
import { alignProducts } from '../accounts/members/suspended-products.ts'
import { deleteExpiredImports } from '../catalogue/imports/delete-expired.ts'
import { deleteFacetChanges } from '../catalogue/facets/delete-changes.ts'
import { countLikes } from '../catalogue/figures/count-likes.ts'
import type { PinsContext } from '../catalogue/pins/pin-lists.ts'
import { countScores, movePopular, storeViews } from '../catalogue/popularity/score.ts'
import { applyDueSales } from '../catalogue/sales/apply-due.ts'
import { storeSearches } from '../catalogue/popularity/store-searches.ts'
import type { PaymentsContext } from '../payments/gateway/context.ts'
import type { PicturesContext } from '../pictures/context.ts'
import { deleteUnusedPictures } from '../pictures/delete-unused.ts'
import { expireCoupons } from '../promotions/coupons/expire.ts'
import { deleteExpiredTickets } from '../promotions/waiting-room/delete-expired.ts'
import { interestsJob } from '../recommendations/count.ts'
import { storeMemberViews } from '../recommendations/views.ts'
import { restockJob } from '../restock/serve-lines.ts'
import { compareDays, openComparison } from './compare-days.ts'
import { openCounts, reconcile } from './reconcile.ts'
import { retentionJob } from './retain.ts'

/** What the jobs work with. */
type JobsContext = PaymentsContext & PinsContext & PicturesContext

interface Job {
  name: string
  everyMs: number
  run: () => Promise<unknown>
}

/** Everything that the app does at an interval. Each run is bounded, and every process may run each job. */
function jobsOf(context: JobsContext, metrics: Metrics): Job[] {
  const { sql, config } = context
  const counts = openCounts(metrics)
  const comparison = openComparison(metrics)
  const watchHolidays = holidayTableWatch(context.log, metrics)
  watchHolidays()
  const inbox = { retentionMs: config.INBOX_RETENTION_MS, batch: config.INBOX_SWEEP_BATCH }
  const mailCounts = openMailCounts(metrics)
  const sendMail = openMailTransport(config)
  return [
    { name: 'reconcile', everyMs: config.RECONCILE_MS, run: () => reconcile(context, counts) },
    { name: 'compare-days', everyMs: config.COMPARE_DAYS_MS, run: () => compareDays(context, comparison) },
    {
      name: 'refresh-categories',
      everyMs: config.CATEGORIES_REFRESH_MS,
      run: () => context.categories.refresh(),
    },
    { name: 'refresh-pins', everyMs: config.PINS_REFRESH_MS, run: () => context.pins.refresh() },
    { name: 'align-products', everyMs: config.PRODUCT_ALIGN_MS, run: () => alignProducts(context) },
    { name: 'count-likes', everyMs: config.LIKE_COUNT_MS, run: () => countLikes(context) },
    { name: 'store-views', everyMs: config.VIEW_STORE_MS, run: () => storeViews(context) },
    { name: 'store-member-views', everyMs: config.VIEW_STORE_MS, run: () => storeMemberViews(context) },
    { name: 'count-interests', everyMs: config.INTEREST_COUNT_MS, run: interestsJob(context, metrics) },
    { name: 'store-searches', everyMs: config.SEARCH_STORE_MS, run: () => storeSearches(context) },
    {
      name: 'count-scores',
      everyMs: config.SCORE_COUNT_MS,
      run: async () => {
        await countScores(context)
        await movePopular(context)
      },
    },
    {
      name: 'delete-facet-changes',
      everyMs: config.FACET_CHANGES_SWEEP_MS,
      run: () => deleteFacetChanges(context),
    },
    { name: 'apply-due-sales', everyMs: config.SALE_CHECK_MS, run: () => applyDueSales(context) },
    {
      name: 'delete-expired-guest-carts',
      everyMs: config.GUEST_CART_SWEEP_MS,
      run: () => deleteExpiredGuestCarts(context),
    },
    {
      name: 'delete-expired-attempts',
      everyMs: config.ATTEMPTS_SWEEP_MS,
      run: () => deleteExpiredAttempts(context),
    },
    ...(sendMail
      ? [
          {
            name: 'send-mails',
            everyMs: config.MAIL_POLL_MS,
            run: () => sendMails(context, sendMail, mailCounts),
          },
        ]
      : []),
    {
      name: 'delete-unused-pictures',
      everyMs: config.UNUSED_PICTURE_SWEEP_MS,
      run: () => deleteUnusedPictures(context),
    },
    { name: 'delete-expired-mails', everyMs: config.MAIL_SWEEP_MS, run: () => deleteExpiredMails(context) },
    { name: 'restock-lines', everyMs: config.RESTOCK_CHECK_MS, run: restockJob(context, metrics) },
    {
      name: 'delete-expired-imports',
      everyMs: config.PRODUCT_IMPORT_SWEEP_MS,
      run: () => deleteExpiredImports(context),
    },
    { name: 'expire-coupons', everyMs: config.COUPON_EXPIRY_MS, run: () => expireCoupons(context) },
    {
      name: 'delete-expired-tickets',
      everyMs: config.WAITING_TICKET_SWEEP_MS,
      run: () => deleteExpiredTickets(context),
    },
    {
      name: 'delete-expired-inbox-entries',
      everyMs: config.INBOX_SWEEP_MS,
      run: () => deleteExpiredInboxEntries(sql, inbox),
    },
    { name: 'retention', everyMs: config.RETENTION_SWEEP_MS, run: retentionJob(context, metrics) },
    { name: 'watch-holidays', everyMs: config.HOLIDAYS_CHECK_MS, run: async () => watchHolidays() },
  ]
}

export interface Jobs {
  /** Runs the reconciler now, or again as soon as the run under way has ended. */
  reconcile(): void
  /** Waits for the runs under way; there are no further ones. */
  close(): Promise<void>
}

export function startJobs(context: JobsContext, metrics: Metrics): Jobs {
  const jobs = jobsOf(context, metrics).map(
    (job) => [job.name, new PeriodicJob({ ...job, log: context.log, metrics })] as const,
  )
  const reconciler = new Map(jobs).get('reconcile')
  for (const [, job] of jobs) job.start()
  return {
    reconcile: () => void reconciler?.trigger(),
    async close() {
      await Promise.all(jobs.map(([, job]) => job.close()))
    },
  }
}
