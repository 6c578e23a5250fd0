import { merge } from '../clients/statistics/tally.ts'
import type { LoadResult } from '../clients/jobs/load-plan.ts'

/** The violated expectations of a load, as text. */
export function problemsOf(results: readonly LoadResult[]): string[] {
  const total = (of: (result: LoadResult) => number) => results.reduce((sum, each) => sum + of(each), 0)
  const closed = Object.entries(merge(results.map((result) => result.closed)))
  const counted: [number, string][] = [
    [total(({ lost }) => lost), 'deliveries lost'],
    [total(({ doubled }) => doubled), 'deliveries doubled'],
    [total(({ outOfOrder }) => outOfOrder), 'deliveries out of order'],
    [total(({ unstored }) => unstored), 'deliveries of entries that are not in the log'],
    [total(({ unanswered }) => unanswered), 'messages unanswered'],
    [total(({ ended }) => ended), 'subscriptions ended by the server'],
    [total(({ counts }) => counts.offered - counts.sent), 'messages not sent: too many unanswered'],
    ...closed.map(([code, count]): [number, string] => [count, `connections closed with ${code}`]),
  ]
  return counted.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))
}
