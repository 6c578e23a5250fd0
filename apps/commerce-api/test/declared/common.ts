import { randomUUID } from 'node:crypto'
import { until } from '@munova/testing'
import { connect } from '@munova/database'
import { requests } from './requests.ts'
import type { Change, Provocation } from './scene.ts'

/** Bytes of a body that are too many in openScene(). */
export const BODY_LIMIT_BYTES = 20_000

/** How an error is brought about on any route that declares it, unless the route has a way of its own. */
export const common: Record<string, (route: string) => Provocation> = {
  UNAUTHENTICATED: () => (_, ask) => ask({ as: { token: 'x' } }),
  TOKEN_EXPIRED:
    () =>
    ({ expired }, ask) =>
      ask({ as: { token: expired } }),
  FORBIDDEN:
    () =>
    ({ people }, ask) =>
      ask({ as: people.BUYER }),
  // Whatever the route reads, it is wrong.
  VALIDATION_FAILED: (route) => (_, ask) =>
    ask({
      path: { id: 'x', skuId: 'x', kind: 'x' },
      ...(route.startsWith('GET') ? { query: '?limit=0' } : { body: '[]' }),
      headers: { 'x-cart-token': 'x', 'last-event-id': 'x' },
    }),
  INVALID_JSON: () => (_, ask) => ask({ body: '{"broken":' }),
  PAYLOAD_TOO_LARGE: () => (_, ask) => ask({ body: { padding: 'x'.repeat(BODY_LIMIT_BYTES) } }),
  CURSOR_INVALID: () => (_, ask) => ask({ query: '?cursor=x' }),
  IDEMPOTENCY_KEY_REUSED: (route) => async (_, ask) => {
    const headers = { 'idempotency-key': randomUUID() }
    await ask({ headers })
    return ask({ headers, ...another(route) })
  },
  IDEMPOTENCY_KEY_IN_USE:
    () =>
    async ({ trade }, ask) => {
      const key = randomUUID()
      const headers = { 'idempotency-key': key }
      const holder = connect(trade.databaseUrl, { max: 1 })
      await holder.unsafe('begin; lock table orders, skus, returns in access exclusive mode')
      const underWay = ask({ headers })
      try {
        const claimed = () => trade.sql`select from idempotency_keys where key = ${key}`
        await until(async () => (await claimed()).length > 0, { what: 'the first request' })
        return await ask({ headers })
      } finally {
        await holder.unsafe('rollback')
        await underWay
        await holder.end({ timeout: 1 })
      }
    },
}

/** The same request about something else. */
function another(route: string): Change {
  if (route.includes('{')) return { path: { id: 999_998 } }
  const body = requests[route]!.body as { amount?: number }
  return {
    body: body.amount === undefined ? { ...body, note: '문 앞' } : { ...body, amount: body.amount + 1 },
  }
}
