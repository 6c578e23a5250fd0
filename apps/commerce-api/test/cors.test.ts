import { test } from 'node:test'
import { checkCors } from '@munova/testing'
import { openShop } from './support/open-shop.ts'

test('pages of the configured origins may call every route, and read what they need of a response; others may not', async (t) => {
  const origin = 'https://shop.example'
  const shop = await openShop(t, { env: { CORS_ORIGINS: `https://admin.example, ${origin}` } })
  await checkCors(shop.url, {
    origin,
    credentials: true,
    requestHeaders: [
      'authorization',
      'content-type',
      'accept-language',
      'idempotency-key',
      'last-event-id',
      'x-cart-token',
      'x-request-id',
    ],
    exposedHeaders: ['retry-after', 'x-request-id', 'location', 'x-cart-token', 'idempotent-replayed'],
  })
})
