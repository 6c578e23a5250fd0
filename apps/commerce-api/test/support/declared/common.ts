import { randomUUID } from 'node:crypto'
import { until } from '@munova/testing'
import { connect } from '@munova/database'
import { requests } from './requests.ts'
import type { Change, Provocation } from './error-scene.ts'

/** The body limit of the scene, in bytes. */
export const BODY_LIMIT_BYTES = 20_000

/** How to provoke an error on any route that declares it and has no way of its own. */
export const common: Record<string, (route: string) => Provocation> = {
  UNAUTHENTICATED: () => (_, send) => send({ as: { token: 'x' } }),
  TOKEN_EXPIRED:
    () =>
    ({ expired }, send) =>
      send({ as: { token: expired } }),
  FORBIDDEN:
    () =>
    ({ people }, send) =>
      send({ as: people.BUYER }),
  // Every part of the request that a route reads is invalid.
  VALIDATION_FAILED: (route) => (_, send) =>
    send({
      path: { id: 'x', skuId: 'x', colorId: 'x', returnId: 'x', kind: 'x' },
      ...(route.startsWith('GET') ? { query: '?limit=0' } : { body: '[]' }),
      headers: { 'x-cart-token': 'x', 'last-event-id': 'x' },
    }),
  INVALID_JSON: () => (_, send) => send({ body: '{"broken":' }),
  PAYLOAD_TOO_LARGE: () => (_, send) => send({ body: { padding: 'x'.repeat(BODY_LIMIT_BYTES) } }),
  CURSOR_INVALID: () => (_, send) => send({ query: '?cursor=x' }),
  IDEMPOTENCY_KEY_REUSED: (route) => async (_, send) => {
    const headers = { 'idempotency-key': randomUUID() }
    await send({ headers })
    return send({ headers, ...another(route) })
  },
  IDEMPOTENCY_KEY_IN_USE:
    () =>
    async ({ trade }, send) => {
      const key = randomUUID()
      const headers = { 'idempotency-key': key }
      const holder = connect(trade.databaseUrl, { max: 1 })
      await holder.unsafe('begin; lock table orders, skus, returns in access exclusive mode')
      const underWay = send({ headers })
      try {
        const claimed = () => trade.sql`select from idempotency_keys where key = ${key}`
        await until(async () => (await claimed()).length > 0, { what: 'the first request' })
        return await send({ headers })
      } finally {
        await holder.unsafe('rollback')
        await underWay
        await holder.end({ timeout: 1 })
      }
    },
}

/** Another request to the same route. */
function another(route: string): Change {
  if (route.includes('{')) return { path: { id: 999_998 } }
  const body = requests[route]!.body as { amount?: number }
  return {
    body: body.amount === undefined ? { ...body, note: '문 앞' } : { ...body, amount: body.amount + 1 },
  }
}
