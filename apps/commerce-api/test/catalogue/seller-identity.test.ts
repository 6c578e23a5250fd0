import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Business,
  type KnownBusiness,
  type ProductDetail,
  type SellerProduct,
} from '@munova/commerce-contract'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'
import { exampleBusiness, exampleDisclosure } from '../support/selling.ts'

type Rejected = { code?: string }

const state = (shop: Shop, as: Person, body: object, path = '/v1/seller/business') =>
  shop.call<KnownBusiness & Rejected>(`PUT ${path}`, { as, body })
const publish = (shop: Shop, as: Person, id: number) =>
  shop.call<SellerProduct & Rejected>(`POST /v1/seller/products/${id}/publish`, { as })
const page = async (shop: Shop, id: number) => (await shop.call<ProductDetail>(`GET /v1/products/${id}`)).body
const entries = (shop: Shop) =>
  shop.sql`select actor_id, thing_id from audit_log where action = 'business.set' order by id`

test('a product is published once its seller is identified and it has a disclosure, and its page shows both', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  await shop.sql`delete from seller_businesses`
  const { id, disclosure } = await shop.draft(seller, { disclosure: undefined })
  assert.equal(disclosure, null)
  assert.equal((await publish(shop, seller, id)).body.code, 'SELLER_IDENTITY_NEEDED')
  assert.equal((await shop.call<Rejected>('GET /v1/seller/business', { as: seller })).status, 404)

  assert.deepEqual((await state(shop, seller, exampleBusiness)).body, exampleBusiness)
  assert.deepEqual((await shop.call('GET /v1/seller/business', { as: seller })).body, exampleBusiness)
  assert.equal((await publish(shop, seller, id)).body.code, 'DISCLOSURE_NEEDED')
  const edited = await shop.call<SellerProduct>(`PATCH /v1/seller/products/${id}`, {
    as: seller,
    body: { disclosure: exampleDisclosure },
  })
  assert.deepEqual(edited.body.disclosure, exampleDisclosure)
  assert.equal((await publish(shop, seller, id)).status, 200)

  const { seller: shown, disclosure: known } = await page(shop, id)
  const { member } = seller
  const identity = { id: member.id, name: member.name, business: exampleBusiness }
  assert.deepEqual(shown, { ...identity, usualAnswerMinutes: null })
  assert.deepEqual(known, exampleDisclosure)
  // Colours and lengths of the foot are part of the notice too.
  assert.ok(
    (await page(shop, id)).colors.every(({ name, skus }) => name && skus.every(({ sizeMm }) => sizeMm)),
  )
})

test('what was on sale before stays on sale', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  await shop.sql`delete from seller_businesses`
  await shop.sql`update products set disclosure = null`
  const { seller: shown, disclosure } = await page(shop, id)
  assert.deepEqual([shown.business, disclosure], [null, null])
  assert.equal((await publish(shop, seller, id)).status, 200)
})

test('a seller or an administrator states the business, each change leaves one entry without its values', async (t) => {
  const shop = await openShop(t)
  const [seller, buyer, admin] = [
    await shop.person('SELLER'),
    await shop.person(),
    await shop.person('ADMIN'),
  ]
  const path = `/v1/admin/members/${seller.member.id}/business`
  const other = { ...exampleBusiness, phone: '070-1234-5678', mailOrderNumber: null }
  assert.equal((await state(shop, seller, exampleBusiness)).status, 200)
  assert.equal((await state(shop, seller, exampleBusiness)).status, 200)
  assert.deepEqual((await state(shop, admin, other, path)).body, other)
  assert.equal((await state(shop, admin, other, `/v1/admin/members/${buyer.member.id}/business`)).body.code, 'MEMBER_NOT_FOUND') // prettier-ignore
  assert.deepEqual([...(await entries(shop))].map(Object.values), [seller, admin].map(({ member }) => [member.id, seller.member.id])) // prettier-ignore
  assert.deepEqual((await shop.call('GET /v1/seller/business', { as: seller })).body, other)
  assert.deepEqual((await shop.call(`GET ${path}`, { as: admin })).body, other)
  const log = JSON.stringify(await shop.sql`select * from audit_log where action = 'business.set'`)
  assert.ok(!log.includes('걸음') && !log.includes('070-1234'))

  await shop.sql`update members set role = 'BUYER' where id = ${seller.member.id}`
  assert.equal((await state(shop, seller, exampleBusiness)).body.code, 'FORBIDDEN')
})

const number = (registrationNumber: string) => Business.safeParse({ ...exampleBusiness, registrationNumber })

test('a business registration number has a valid check digit', () => {
  for (const text of ['123-45-67891', '1234567891', '123 45 67891', '220-81-62517'])
    assert.match(number(text).data?.registrationNumber ?? '', /^\d{3}-\d{2}-\d{5}$/, text)
  // Each other last digit, two digits that have changed places, and too few of them.
  for (const last of '023456789') assert.ok(!number(`123-45-6789${last}`).success, last)
  for (const text of ['213-45-67891', '123-45-6789', '', 'x'.repeat(10)])
    assert.ok(!number(text).success, text)
})
