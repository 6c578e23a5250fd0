import type { TestContext } from 'node:test'
import { createLog, createMetrics } from '@munova/service'
import { dayOf, endOf } from '../../src/calendar/day.ts'
import { CommerceConfig } from '../../src/index.ts'
import { compareDays, openComparison } from '../../src/jobs/compare-days.ts'
import type { PaymentsContext } from '../../src/payments/gateway/context.ts'
import type { ListTransactions } from '../../src/payments/gateway/gateway.ts'
import { openTrade, plainGateway, type Trade } from './trade.ts'

export const HOUR_MS = 60 * 60_000

/**
 * A shop to which the gateway sends no webhooks. It is noon in Korea at the gateway, so that all of a test is of one day there,
 * whenever it runs.
 */
export async function shopWith(t: TestContext) {
  const trade = await openTrade(t)
  const now = new Date()
  const today = endOf(dayOf(now)).getTime() - 12 * HOUR_MS
  const noon = new Date(today > now.getTime() ? today : today + 24 * HOUR_MS)
  await trade.toss.advance(noon.getTime() - now.getTime())
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [20])
  return { trade, seller, buyer, skuId: skuIds[0]!, noon, process: (env = {}) => processOf(t, trade, env) }
}

/** What one process has for the comparison, and what it asked the gateway for. */
function processOf(t: TestContext, trade: Trade, env: Record<string, string>) {
  const gateway = plainGateway(t, trade.toss)
  const asked = { lists: [] as ListTransactions[], lookups: [] as string[] }
  const { sql } = trade
  const context = {
    sql,
    genericPlanSql: sql,
    config: CommerceConfig.parse({ DATABASE_URL: trade.databaseUrl, ...env }),
    log: createLog({ name: 'commerce-api', level: 'silent' }),
    outbox: { wake: () => undefined },
    reconcile: () => undefined,
    gateway: {
      confirm: (input) => gateway.confirm(input),
      cancel: (input) => gateway.cancel(input),
      lookupByOrder: (input) => gateway.lookupByOrder(input),
      lookup(input) {
        asked.lookups.push(input.paymentKey)
        return gateway.lookup(input)
      },
      transactions(input) {
        asked.lists.push(input)
        return gateway.transactions(input)
      },
    },
    // The comparison uses neither keys nor tokens.
  } satisfies Partial<PaymentsContext> as unknown as PaymentsContext
  const metrics = createMetrics('commerce')
  const counts = openComparison(metrics)
  /** Resolves to the number of its runs. */
  const run = async (now: Date) => {
    let runs = 1
    while ((await compareDays(context, counts, now)) === 'more') runs++
    return runs
  }
  return { context, run, asked, metrics }
}

/** When the day of the gateway on which the payments were captured, and so many after it, are compared. */
export async function nowAfter({ sql }: Trade, days = 0): Promise<Date> {
  const [first] = await sql<[{ at: Date }]>`
    update payments set requested_at = (select min(approved_at) from payments) returning requested_at as at`
  return new Date(endOf(dayOf(first.at) + days).getTime() + 2 * HOUR_MS)
}

export const sorted = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).toSorted()
export const differences = async ({ sql }: Trade) =>
  (
    await sql<{ kind: string; paymentKey: string; orderId: number | null; amount: number }[]>`
      select kind, payment_key as "paymentKey", order_id as "orderId", amount from payment_differences order by kind`
  ).map(({ kind, paymentKey, orderId, amount }) => [kind, paymentKey, orderId, amount])
export const daysOf = async ({ sql }: Trade) =>
  (await sql<{ day: string; step: string }[]>`select day::text, step from compared_days order by day`).map(
    ({ day, step }) => [day, step],
  )
