import { merge } from '../clients/statistics/tally.ts'
import type { ClientsResult } from '../clients/jobs/load-plan.ts'

/** What of a load's results must not be, in words. */
export function problemsOf(results: readonly ClientsResult[]): string[] {
  const total = (of: (result: ClientsResult) => number) => results.reduce((sum, each) => sum + of(each), 0)
  const closed = Object.entries(merge(results.map((result) => result.closed)))
  const counted: [number, string][] = [
    [total(({ lost }) => lost), 'deliveries lost'],
    [total(({ doubled }) => doubled), 'deliveries doubled'],
    [total(({ outOfOrder }) => outOfOrder), 'deliveries out of order'],
    [total(({ unstored }) => unstored), 'deliveries of what is not in the log'],
    [total(({ unanswered }) => unanswered), 'messages unanswered'],
    [total(({ ended }) => ended), 'subscriptions ended by the server'],
    [total(({ counts }) => counts.offered - counts.sent), 'messages held back: too many unanswered'],
    ...closed.map(([code, count]): [number, string] => [count, `connections closed with ${code}`]),
  ]
  return counted.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))
}
