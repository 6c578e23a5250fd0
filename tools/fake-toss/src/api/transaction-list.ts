import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { TossError } from '../payments/toss-error.ts'
import { seoulTime, transactionJson } from './payment-json.ts'
import type { Gateway, Request } from './toss-api.ts'

/** In the time of Seoul. */
const Instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
const Query = z.object({
  startDate: Instant,
  endDate: Instant,
  startingAfter: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(100),
})

/** The page of `GET /v1/transactions`: by time, the bounds included, after the transaction `startingAfter`. */
export async function listTransactions({ payments, state }: Gateway, { query }: Request): Promise<object[]> {
  const parsed = Query.safeParse(Object.fromEntries(query))
  if (!parsed.success) throw new TossError('INVALID_REQUEST')
  const { startDate, endDate, startingAfter, limit } = parsed.data
  await delay(state.behaviour.latencyMs)
  const wanted = [...payments.all()]
    .flatMap((payment) => payment.transactions.map((transaction) => ({ payment, transaction })))
    .filter(({ transaction }) => {
      const at = seoulTime(transaction.at).slice(0, 19)
      return startDate <= at && at <= endDate
    })
    .toSorted((one, other) => one.transaction.at - other.transaction.at)
  const last = wanted.findIndex(({ transaction }) => transaction.transactionKey === startingAfter)
  if (startingAfter !== undefined && last < 0) throw new TossError('INVALID_TRANSACTION_KEY')
  return wanted
    .slice(last + 1, last + 1 + limit)
    .map(({ payment, transaction }) => transactionJson(payment, transaction))
}
