import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop } from './open-shop.ts'

test('smoke', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const product = await shop.published(seller)
  console.log(JSON.stringify(product))
  console.log(await shop.call('GET /v1/products'), await shop.call(`GET /v1/products/${product.id}`))
  console.log(await shop.call(`DELETE /v1/seller/products/${product.id}`, { as: seller }))
  console.log(await shop.call(`GET /v1/products?size=3`))
  console.log(await shop.call(`POST /v1/auth/sign-out`))
  console.log(await shop.call(`GET /.well-known/jwks.json`))
  console.log(await shop.call(`GET /openapi.json`).then((r) => JSON.stringify(r.body).slice(0, 3000)))
})
