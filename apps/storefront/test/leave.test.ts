import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '@munova/service'
import { StorefrontConfig, startStorefront } from '../src/server/index.ts'
import { testUpstream } from './support/upstream.ts'

const pages = new URL('support/pages.ts', import.meta.url)

test('a storefront that leaves is not ready, serves pages and passes requests on, and ends kept-alive connections', async (t) => {
  const { url } = await testUpstream(t)
  const config = StorefrontConfig.parse({
    HOST: '127.0.0.1',
    PORT: '0',
    COMMERCE_API_URL: url,
  })
  const log = createLog({ name: 'storefront', level: 'silent' })
  const storefront = await startStorefront(config, { pages, log })
  t.after(() => storefront.close())
  const get = async (path: string) => {
    const response = await fetch(`${storefront.url}${path}`)
    return [response.status, await response.text(), response.headers.get('connection')]
  }
  assert.deepEqual(await get('/readyz'), [200, '{"status":"ok"}', 'keep-alive'])
  assert.deepEqual(await get('/v1/products'), [200, 'shop', 'keep-alive'])
  storefront.leave()
  assert.deepEqual(await get('/readyz'), [404, '{"status":"leaving"}', 'close'])
  assert.deepEqual(await get('/'), [200, 'page', 'close'])
  assert.deepEqual(await get('/v1/products'), [200, 'shop', 'close'])
})
