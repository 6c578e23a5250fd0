import { test } from 'node:test'
import { checkNumbers, checkOpenapi } from '@munova/testing'
import { openScene } from './support/declared/error-scene.ts'
import { requests } from './support/declared/requests.ts'
import { openShop } from './support/open-shop.ts'

test('the OpenAPI document keeps the rules', async (t) => {
  const shop = await openShop(t)
  await checkOpenapi(shop.url)
})

test('a number beyond its range, in any place of any request, is an error of the client', async (t) => {
  const scene = await openScene(t, {})
  await checkNumbers(scene.trade.url, (route) => {
    const { as, body } = requests[route] ?? {}
    return { token: as && scene.people[as].token, body }
  })
})
