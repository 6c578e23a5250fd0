import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { AuditEntry, AuditLogPage, Order } from '@munova/commerce-contract'
import { sqlState } from '@munova/database'
import { exampleBanner } from '../support/banner.ts'
import { exampleCampaign } from '../support/open-campaign.ts'
import { example, openShop, type Shop } from '../support/open-shop.ts'
import { pin } from '../support/pins.ts'
import { common, BODY_LIMIT_BYTES } from '../support/declared/common.ts'
import { ofCoupons } from '../support/declared/coupons.ts'
import { Declarations, type Document } from '../support/declared/declarations.ts'
import { openScene, type Change, type Provocations, type Scene, type Send } from '../support/declared/error-scene.ts' // prettier-ignore
import { banner, ofCuration } from '../support/declared/curation.ts'
import { ofImports } from '../support/declared/imports.ts'
import { ofMembers } from '../support/declared/members.ts'
import { ofOrders } from '../support/declared/orders.ts'
import { cancelledDeposit, ordered, returning, shipped } from '../support/declared/order-states.ts'
import { ofProducts } from '../support/declared/products.ts'
import { shipmentFile } from '../support/declared/requests.ts'
import { ofReviews, reviewed } from '../support/declared/reviews.ts'
import { ofReturns } from '../support/declared/returns.ts'

/** How a request of a route succeeds; undefined: as it is in the table of requests. */
type Success = (scene: Scene) => Promise<Change> | Change

const ofMember: Success = async ({ trade }) => ({ path: { id: (await trade.person()).member.id } })
const ofDraft: Success = async ({ trade, people }) => {
  const { id, colors } = await trade.draft(people.SELLER)
  const { id: skuId, stock } = colors[0]!.skus[0]!
  return { path: { id, skuId }, body: { stock: stock + 1, expectedStock: stock } }
}
/** With the body of the table. */
const ofColor: Success = async ({ trade, people }) => {
  const { id, colors } = await trade.draft(people.SELLER)
  return { path: { id, colorId: colors[0]!.id, skuId: colors[0]!.skus[0]!.id } }
}
const ofShipment: Success = async (scene) => ({ path: { id: (await shipped(scene)).shipments[0]!.id } })
const ofReturn: Success = async (scene) => ({ path: { id: (await returning(scene)).returns[0]!.id } })
const ofReview: Success = async (scene) => ({ path: { id: (await reviewed(scene)).id } })

const itemsOf =
  (state: (scene: Scene) => Promise<Order>): Success =>
  async (scene) => {
    const { id, items } = await state(scene)
    return { path: { id }, body: { items: items.map((item) => ({ itemId: item.id })), reason: '재고 없음' } }
  }

/** A category that nothing uses. */
const ofCategory: Success = async ({ trade, people }) => {
  const body = { parentId: 1, name: `빈 ${randomUUID().slice(0, 8)}` }
  const { body: made } = await trade.call<{ id: number }>('POST /v1/admin/categories', {
    as: people.ADMIN,
    body,
  })
  return { path: { id: made.id } }
}

/** Acts that leave an entry. */
const audited: Record<string, Success> = {
  'GET /v1/admin/members/{id}': ofMember,
  'POST /v1/admin/members/{id}/role': async (scene) => ({
    ...(await ofMember(scene)),
    body: { role: 'SELLER' },
  }),
  'POST /v1/admin/members/{id}/suspend': ofMember,
  'POST /v1/admin/members/{id}/reinstate': async (scene) => {
    const change = await ofMember(scene)
    await scene.senderOf('POST /v1/admin/members/{id}/suspend')(change)
    return change
  },
  'PUT /v1/admin/members/{id}/business': async ({ trade }) => ({
    path: { id: (await trade.person('SELLER')).member.id },
  }),
  'PUT /v1/seller/business': () => ({}),
  'POST /v1/admin/categories': () => ({ body: { parentId: 1, name: '새 갈래' } }),
  'PATCH /v1/admin/categories/{id}': async (scene) => ({
    ...(await ofCategory(scene)),
    body: { name: '다른 갈래' },
  }),
  'DELETE /v1/admin/categories/{id}': ofCategory,
  'PUT /v1/admin/payment-differences/{id}/resolution': async ({ trade }) => {
    const [row] = await trade.sql<[{ id: number }]>`
      insert into payment_differences (kind, payment_key, amount)
      values ('UNKNOWN_PAYMENT', ${randomUUID()}, 1) returning id`
    return { path: { id: row.id } }
  },
  'POST /v1/admin/brands': () => ({}),
  'PATCH /v1/admin/brands/{id}': async ({ trade }) => ({ path: { id: await trade.brand() } }),
  'POST /v1/admin/coupon-campaigns': () => ({}),
  'POST /v1/admin/banners': () => ({}),
  'PUT /v1/admin/banners/{id}': async (scene) => ({
    path: { id: await banner(scene) },
    body: { ...exampleBanner(), title: '다른 소식' },
  }),
  'PUT /v1/admin/pins': async ({ trade, people }) => ({
    body: {
      categoryId: null,
      expectedRevision: 0,
      pins: [pin((await trade.shoe(people.SELLER, [1])).id)],
    },
  }),
  'POST /v1/admin/banners/{id}/end': async (scene) => ({ path: { id: await banner(scene) } }),
  'PUT /v1/admin/waiting-rooms/{kind}/{id}': async ({ trade, people }) => ({
    path: { kind: 'product', id: (await trade.shoe(people.SELLER, [1])).id },
  }),
  'PUT /v1/admin/products/{id}/purchase-limit': async ({ trade, people }) => ({
    path: { id: (await trade.shoe(people.SELLER, [1])).id },
  }),
  'PUT /v1/seller/products/{id}/sale': async ({ trade, people }) => ({
    path: { id: (await trade.draft(people.SELLER)).id },
  }),
  'DELETE /v1/seller/products/{id}/sale': async ({ trade, people, senderOf }) => {
    const path = { id: (await trade.draft(people.SELLER)).id }
    await senderOf('PUT /v1/seller/products/{id}/sale')({ path })
    return { path }
  },
  'PUT /v1/seller/shipping-policy': () => ({}),
  'POST /v1/admin/orders/{id}/cancel': async (scene) => ({ path: { id: (await ordered('PAID')(scene)).id } }),
  'POST /v1/admin/orders/{id}/refund-account': async (scene) => ({
    path: { id: (await cancelledDeposit(scene)).id },
  }),
  'POST /v1/admin/orders/{id}/items/cancel': itemsOf(ordered('PAID')),
  'POST /v1/admin/orders/{id}/items/refund': itemsOf(shipped),
  'POST /v1/seller/orders/{id}/items/cancel': itemsOf(ordered('PAID')),
  'POST /v1/seller/orders/{id}/items/refund': itemsOf(shipped),
  'POST /v1/admin/shipments/{id}/deliver': ofShipment,
  'POST /v1/seller/orders/{id}/ship': async (scene) => ({ path: { id: (await ordered('PAID')(scene)).id } }),
  'POST /v1/seller/shipments/{id}/deliver': ofShipment,
  'DELETE /v1/seller/products/{id}': ofDraft,
  'POST /v1/seller/products/{id}/publish': ofDraft,
  'POST /v1/seller/products/{id}/unpublish': async ({ trade, people }) => ({
    path: { id: (await trade.shoe(people.SELLER, [1])).id },
  }),
  'POST /v1/seller/products/{id}/colors': ofColor,
  'PATCH /v1/seller/products/{id}/colors/{colorId}': ofColor,
  'POST /v1/seller/products/{id}/colors/{colorId}/skus': ofColor,
  'DELETE /v1/seller/products/{id}/skus/{skuId}': ofColor,
  'PATCH /v1/seller/shipments/{id}': async (scene) => ({
    ...(await ofShipment(scene)),
    body: { courier: 'LOGEN', trackingNumber: '12345678901' },
  }),
  'POST /v1/seller/shipments/import': async (scene) => ({
    body: shipmentFile((await ordered('PAID')(scene)).number),
    headers: { 'content-type': 'text/csv' },
  }),
  'POST /v1/seller/products/import': () => ({}),
  'POST /v1/seller/imports/{id}/undo': async ({ trade, people, senderOf }) => {
    await senderOf('POST /v1/seller/products/import')()
    const [last] = await trade.sql<[{ id: number }]>`
      select max(id) as id from product_imports where seller_id = ${people.SELLER.member.id}`
    return { path: { id: last.id } }
  },
  'POST /v1/admin/orders/{id}/extend': async (scene) => ({
    path: { id: (await ordered('PENDING')(scene)).id },
  }),
  'POST /v1/admin/returns/{id}/accept': ofReturn,
  'POST /v1/admin/returns/{id}/reject': ofReturn,
  'POST /v1/admin/returns/{id}/extend': ofReturn,
  'POST /v1/seller/returns/{id}/accept': ofReturn,
  'POST /v1/seller/returns/{id}/reject': ofReturn,
  'PUT /v1/seller/reviews/{id}/answer': ofReview,
  'POST /v1/admin/reviews/{id}/hide': ofReview,
  'POST /v1/admin/reviews/{id}/show': async (scene) => {
    const change = await ofReview(scene)
    await scene.senderOf('POST /v1/admin/reviews/{id}/hide')(change)
    return change
  },
}

/** Acts of sellers on their own products that change nothing of what is on sale but its description, price and stock. */
const unaudited: Record<string, Success> = {
  'POST /v1/seller/products': async ({ trade }) => ({ body: await example(trade) }),
  'PATCH /v1/seller/products/{id}': async (scene) => ({
    ...(await ofDraft(scene)),
    body: { price: 2_000 },
  }),
  'PUT /v1/seller/products/{id}/skus/{skuId}/stock': ofDraft,
}

const rejections: Provocations = Object.fromEntries(
  [ofMembers, ofProducts, ofImports, ofCoupons, ofOrders, ofReturns, ofReviews, ofCuration].flatMap((part) =>
    Object.entries(part),
  ),
)
/** Provoked by the tests of limits, with settings of their own; no statement of an act runs. */
const elsewhere = new Set([
  'UNAVAILABLE',
  'RATE_LIMITED',
  'OVERLOADED',
  'TOO_MANY_UPLOADS',
  'WAITING_ROOMS_FULL',
  'TOO_MANY_CATEGORIES',
  'TOO_MANY_BANNERS',
])

const readsPersonalData = 'GET /v1/admin/members/{id}'
const isAct = (route: string) =>
  route === readsPersonalData || /^(?!GET )\S+ \/v1\/(admin|seller)\//.test(route)

test('each act of an administrator or seller leaves one entry, and a rejected one leaves none', async (t) => {
  const scene = await openScene(t, { BODY_LIMIT_BYTES: `${BODY_LIMIT_BYTES}` })
  const { body: document } = await scene.trade.call<Document>('GET /openapi.json')
  const routes = [...new Declarations(document).byRoute].filter(([route]) => isAct(route))
  assert.deepEqual(
    routes.map(([route]) => route).toSorted(),
    [...Object.keys(audited), ...Object.keys(unaudited)].toSorted(),
  )

  const wrong: string[] = []
  /** Sends to the route, and compares the entries of each request with its result. */
  const watched =
    (route: string, entriesOfSuccess: number): Send =>
    async (change = {}) => {
      const requestId = randomUUID()
      const headers = { ...change.headers, 'x-request-id': requestId }
      const code = await scene.senderOf(route)({ ...change, headers })
      const entries = await scene.trade.sql`select from audit_log where request_id = ${requestId}`
      const expected = code === undefined ? entriesOfSuccess : 0
      if (entries.length !== expected) wrong.push(`${route} ${code ?? 'succeeds'}: ${entries.length} entries`)
      return code
    }
  let rejected = 0
  for (const [route, codes] of routes) {
    const succeed = audited[route] ?? unaudited[route]!
    const send = watched(route, route in audited ? 1 : 0)
    const result = await send(await succeed(scene))
    if (result !== undefined) wrong.push(`${route} answers ${result}`)
    for (const code of codes) {
      if (elsewhere.has(code)) continue
      const provoke = rejections[route]?.[code] ?? common[code]?.(route)
      if ((await provoke?.(scene, send)) === code) rejected++
      else wrong.push(`${code} of ${route} is not provoked`)
    }
  }
  assert.deepEqual(wrong, [])
  t.diagnostic(`${rejected} rejections of ${routes.length} routes`)
})

test('a repeated act has no second entry', async (t) => {
  const scene = await openScene(t, {})
  const { trade, people } = scene
  const count = async () => (await trade.sql`select from audit_log`).length
  const [member, { id }] = [await trade.person(), await ordered('PAID')(scene)]
  const repeated: [string, Change][] = [
    ['POST /v1/admin/members/{id}/role', { path: { id: member.member.id }, body: { role: 'SELLER' } }],
    ['POST /v1/admin/members/{id}/suspend', { path: { id: member.member.id } }],
    ['POST /v1/admin/members/{id}/reinstate', { path: { id: member.member.id } }],
    ['POST /v1/seller/orders/{id}/ship', { path: { id }, headers: { 'idempotency-key': randomUUID() } }],
  ]
  for (const [route, change] of repeated) {
    const before = await count()
    for (const time of ['first', 'second'])
      assert.equal(await scene.senderOf(route)(change), undefined, `${route}, the ${time} time`)
    assert.equal((await count()) - before, 1, route)
  }
  const shipment = (await trade.read(people.BUYER, id)).shipments[0]!
  const before = await count()
  for (const role of ['admin', 'seller'])
    await scene.senderOf(`POST /v1/${role}/shipments/{id}/deliver`)({ path: { id: shipment.id } })
  assert.equal((await count()) - before, 1)
})

test('an entry is never changed or deleted, not even where triggers are off', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  await shop.call('POST /v1/admin/coupon-campaigns', { as: admin, body: exampleCampaign() })
  for (const change of [
    `update audit_log set details = '{}'`,
    'delete from audit_log',
    'truncate audit_log',
    `set session_replication_role = 'replica'; delete from audit_log`,
  ]) {
    await assert.rejects(
      async () => shop.sql.begin((sql) => sql.unsafe(change)),
      (error) => sqlState(error) === '42501',
      change,
    )
  }
  assert.equal((await shop.sql`select from audit_log`).length, 1)
})

test('the log is read newest first, by page and by filter', async (t) => {
  const shop = await openShop(t)
  const [admin, other] = [await shop.person('ADMIN'), await shop.person('ADMIN')]
  const [a, b] = [await shop.person(), await shop.person()]
  const act = async (as: typeof admin, what: string, id: number, body: object) => {
    const { status, headers } = await shop.call(`POST /v1/admin/members/${id}/${what}`, { as, body })
    assert.equal(status, 200)
    return headers.get('x-request-id')
  }
  const requestIds = [
    await act(admin, 'role', a.member.id, { role: 'SELLER' }),
    await act(other, 'suspend', b.member.id, { reason: '김하늘 님의 허위 후기' }),
    await act(admin, 'suspend', a.member.id, { reason: '허위 후기' }),
  ]
  const all = await read(shop, admin, '')
  assert.deepEqual(all.map(({ requestId }) => requestId), requestIds.toReversed()) // prettier-ignore
  assert.deepEqual({ ...all[2], id: 0, at: '' }, {
    id: 0,
    at: '',
    actorId: admin.member.id,
    action: 'member.role',
    thing: 'member',
    thingId: a.member.id,
    details: { from: 'BUYER', to: 'SELLER' },
    requestId: requestIds[0]!,
  } satisfies AuditEntry) // prettier-ignore
  assert.doesNotMatch(JSON.stringify(all), /김하늘|후기/)

  const [newest, middle, oldest] = all as [AuditEntry, AuditEntry, AuditEntry]
  for (const [query, entries] of [
    [`actorId=${other.member.id}`, [middle]],
    ['action=member.suspend', [newest, middle]],
    [`thing=member&thingId=${a.member.id}`, [newest, oldest]],
    ['thing=order', []],
    [`action=member.suspend&actorId=${admin.member.id}`, [newest]],
    // Two acts may be of one millisecond.
    [`until=${middle.at}`, all.filter(({ at }) => at < middle.at)],
    [`from=${middle.at}`, all.filter(({ at }) => at >= middle.at)],
  ] as const) {
    assert.deepEqual(await read(shop, admin, query), entries, query)
  }
  for (const query of ['thingId=1', 'from=0000-01-01T00:00:00Z', 'action=unknown', 'actorId=x', 'limit=0']) {
    assert.equal((await shop.call(`GET /v1/admin/audit-log?${query}`, { as: admin })).status, 400, query)
  }
})

/** All pages, of one entry each. */
async function read(
  shop: Shop,
  as: Awaited<ReturnType<Shop['person']>>,
  query: string,
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`
    const { status, body } = await shop.call<AuditLogPage>(
      `GET /v1/admin/audit-log?limit=1&${query}${after}`,
      { as },
    )
    assert.equal(status, 200, JSON.stringify(body))
    entries.push(...body.items)
    cursor = body.nextCursor
  }
  return entries
}
