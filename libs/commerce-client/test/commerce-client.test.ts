import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { commerceClient } from '../src/index.ts'

test('parameters, body and headers of an operation are sent as the server reads them', async (t) => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      seen.push(`${request.method} ${request.url} ${String(request.headers['x-cart-token'])} ${body}`)
      response.setHeader('content-type', 'application/json').end('{}')
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const shop = commerceClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: { 'x-cart-token': 'token' },
  })
  await shop.GET('/v1/products', { params: { query: { category: 4, sort: 'priceAsc', cursor: 'a/b&c' } } })
  await shop.PUT('/v1/cart/items/{skuId}', { params: { path: { skuId: 7 } }, body: { quantity: 2 } })
  assert.deepEqual(seen, [
    'GET /v1/products?category=4&sort=priceAsc&cursor=a%2Fb%26c token ',
    'PUT /v1/cart/items/7 token {"quantity":2}',
  ])
})
