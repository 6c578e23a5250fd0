import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPostgres } from '@munova/testing'
import { ofCarts } from './support/declared/cart.ts'
import { BODY_LIMIT_BYTES, common } from './support/declared/common.ts'
import { ofCoupons } from './support/declared/coupons.ts'
import { Declarations, type Document } from './support/declared/declarations.ts'
import { ofCuration } from './support/declared/curation.ts'
import { ofImports } from './support/declared/imports.ts'
import { ofLimits, onceTooOften, tightLimits } from './support/declared/limits.ts'
import { ofMembers } from './support/declared/members.ts'
import { ofOrders } from './support/declared/orders.ts'
import { ofPictures, smallPictures } from './support/declared/pictures.ts'
import { ofProducts } from './support/declared/products.ts'
import { requests } from './support/declared/requests.ts'
import { ofReviews } from './support/declared/reviews.ts'
import { ofReturns } from './support/declared/returns.ts'
import { openScene, type Provocation, type Provocations, type Scene } from './support/declared/error-scene.ts'

const own: Provocations = Object.fromEntries(
  [
    ofMembers,
    ofProducts,
    ofImports,
    ofPictures,
    ofCarts,
    ofCoupons,
    ofOrders,
    ofReturns,
    ofReviews,
    ofCuration,
  ].flatMap((part) => Object.entries(part)),
)

test('every error that a route declares can be provoked', async (t) => {
  const usual = await openScene(t, {
    BODY_LIMIT_BYTES: `${BODY_LIMIT_BYTES}`,
    CART_LINE_QUANTITY: '50',
    ...smallPictures,
  })
  const tight = await openScene(t, tightLimits)
  const { body: document } = await usual.trade.call<Document>('GET /openapi.json')
  const { byRoute } = new Declarations(document)
  assert.deepEqual([...byRoute.keys()].toSorted(), Object.keys(requests).toSorted())

  const wrong: string[] = []
  let provoked = 0
  const provoke = async (route: string, code: string, scene: Scene, provocation: Provocation) => {
    const got = await provocation(scene, scene.senderOf(route))
    if (got === code) provoked++
    else wrong.push(`${route} declares ${code}, and answers ${got}`)
  }
  for (const [route, codes] of byRoute) {
    for (const code of codes) {
      const limited = ofLimits[route]?.[code] ?? (code === 'RATE_LIMITED' ? onceTooOften : undefined)
      const usually = own[route]?.[code] ?? common[code]?.(route)
      // Covered by the test below.
      if (code === 'UNAVAILABLE') continue
      if (limited) await provoke(route, code, tight, limited)
      else if (usually) await provoke(route, code, usual, usually)
      else wrong.push(`nothing here provokes ${code} of ${route}`)
    }
  }
  assert.deepEqual(wrong, [])
  const tables = [own, ofLimits].flatMap((table) =>
    Object.entries(table).flatMap(([route, codes]) => Object.keys(codes).map((code) => ({ route, code }))),
  )
  assert.deepEqual(tables.filter(({ route, code }) => !byRoute.get(route)?.has(code)), []) // prettier-ignore
  t.diagnostic(`${provoked} declared errors of ${byRoute.size} routes`)
})

test('without the database the routes that declare UNAVAILABLE answer it, and all others succeed', async (t) => {
  const postgres = await ownPostgres(t)
  const scene = await openScene(t, { DATABASE_URL: postgres.url })
  const { body: document } = await scene.trade.call<Document>('GET /openapi.json')
  await postgres.stop()
  const answers = [...new Declarations(document).byRoute].map(async ([route, codes]) => {
    const got = await scene.senderOf(route)()
    return got === (codes.has('UNAVAILABLE') ? 'UNAVAILABLE' : undefined) ? [] : [`${route}: ${got}`]
  })
  assert.deepEqual((await Promise.all(answers)).flat(), [])
})
