import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPostgres } from '@munova/testing'
import { ofCarts } from './declared/cart.ts'
import { BODY_LIMIT_BYTES, common } from './declared/common.ts'
import { ofCoupons } from './declared/coupons.ts'
import { Declarations, type Document } from './declared/declarations.ts'
import { ofLimits, onceTooOften, tightLimits } from './declared/limits.ts'
import { ofMembers } from './declared/members.ts'
import { ofOrders } from './declared/orders.ts'
import { ofProducts } from './declared/products.ts'
import { requests } from './declared/requests.ts'
import { ofReturns } from './declared/returns.ts'
import { openScene, type Provocation, type Provocations, type Scene } from './declared/scene.ts'

const own: Provocations = Object.fromEntries(
  [ofMembers, ofProducts, ofCarts, ofCoupons, ofOrders, ofReturns].flatMap((part) => Object.entries(part)),
)

test('each error that a route declares can be had of it', async (t) => {
  const usual = await openScene(t, { BODY_LIMIT_BYTES: `${BODY_LIMIT_BYTES}`, CART_LINE_QUANTITY: '50' })
  const tight = await openScene(t, tightLimits)
  const { body: document } = await usual.trade.call<Document>('GET /openapi.json')
  const { byRoute } = new Declarations(document)
  assert.deepEqual([...byRoute.keys()].toSorted(), Object.keys(requests).toSorted())

  const wrong: string[] = []
  let provoked = 0
  const provoke = async (route: string, code: string, scene: Scene, provocation: Provocation) => {
    const got = await provocation(scene, scene.asking(route))
    if (got === code) provoked++
    else wrong.push(`${route} declares ${code}, and answers ${got}`)
  }
  for (const [route, codes] of byRoute) {
    for (const code of codes) {
      const limited = ofLimits[route]?.[code] ?? (code === 'RATE_LIMITED' ? onceTooOften : undefined)
      const usually = own[route]?.[code] ?? common[code]?.(route)
      // The test below.
      if (code === 'UNAVAILABLE') continue
      if (limited) await provoke(route, code, tight, limited)
      else if (usually) await provoke(route, code, usual, usually)
      else wrong.push(`nothing here brings about ${code} of ${route}`)
    }
  }
  assert.deepEqual(wrong, [])
  const tables = [own, ofLimits].flatMap((table) =>
    Object.entries(table).flatMap(([route, codes]) => Object.keys(codes).map((code) => ({ route, code }))),
  )
  assert.deepEqual(tables.filter(({ route, code }) => !byRoute.get(route)?.has(code)), []) // prettier-ignore
  t.diagnostic(`${provoked} declared errors of ${byRoute.size} routes`)
})

test('without the database the routes that declare UNAVAILABLE answer it, and the others something good', async (t) => {
  const postgres = await ownPostgres(t)
  const scene = await openScene(t, { DATABASE_URL: postgres.url })
  const { body: document } = await scene.trade.call<Document>('GET /openapi.json')
  await postgres.stop()
  const answers = [...new Declarations(document).byRoute].map(async ([route, codes]) => {
    const got = await scene.asking(route)()
    return got === (codes.has('UNAVAILABLE') ? 'UNAVAILABLE' : undefined) ? [] : [`${route}: ${got}`]
  })
  assert.deepEqual((await Promise.all(answers)).flat(), [])
})
