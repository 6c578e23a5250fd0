import type { AdminOverview } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import { countMails } from '../../accounts/mail/count.ts'
import type { Context } from '../../context.ts'
import { countDifferences } from '../../payments/refund/differences.ts'
import { countProblemRefunds } from '../../payments/refund/pending.ts'

/** What needs an administrator, counted. All of it is open work, which is little in a shop that does it. */
export async function readOverview(context: Context): Promise<AdminOverview> {
  const { sql } = context
  // Index returns_unanswered.
  const countReturns = () => sql<[AdminOverview['returns']]>`
    select count(*) as open, count(*) filter (where answer_by < now()) as overdue
    from returns where status = 'REQUESTED'`
  const [refunds, [returns], differences, mails] = await Promise.all([
    countProblemRefunds(context),
    retryOnConnectionLoss(countReturns),
    countDifferences(sql),
    countMails(sql),
  ])
  return {
    refunds,
    returns,
    differences: differences.reduce((sum, { open }) => sum + open, 0),
    mailsRejected: mails.parked,
  }
}
