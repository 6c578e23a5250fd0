import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AddressList, SavedAddress } from '@munova/commerce-contract'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'
import { home } from '../support/trade.ts'

const save = async (shop: Shop, as: Person, change: object = {}) =>
  (await shop.call<SavedAddress>('POST /v1/addresses', { as, body: { ...home, ...change } })).body
const replace = (shop: Shop, as: Person, id: number, change: object = {}) =>
  shop.call<SavedAddress>(`PUT /v1/addresses/${id}`, { as, body: { ...home, ...change } })
const list = async (shop: Shop, as: Person) =>
  (await shop.call<AddressList>('GET /v1/addresses', { as })).body.items
const ids = async (shop: Shop, as: Person) => (await list(shop, as)).map(({ id }) => id)

test('the first address is the default, the default comes first, and the others newest first', async (t) => {
  const shop = await openShop(t)
  const me = await shop.person()
  const [a, b, c] = [await save(shop, me), await save(shop, me), await save(shop, me)]
  assert.deepEqual([a.isDefault, b.isDefault, c.isDefault], [true, false, false])
  assert.deepEqual(await ids(shop, me), [a.id, c.id, b.id])
  const d = await save(shop, me, { isDefault: true })
  assert.deepEqual(await ids(shop, me), [d.id, c.id, b.id, a.id])
  assert.equal((await list(shop, me)).filter(({ isDefault }) => isDefault).length, 1)
})

test('an address is replaced by its owner only, and becomes the default if it shall', async (t) => {
  const shop = await openShop(t)
  const [me, stranger] = [await shop.person(), await shop.person()]
  const [a, b] = [await save(shop, me), await save(shop, me)]
  assert.equal((await replace(shop, stranger, a.id)).status, 404)
  const moved = await replace(shop, me, b.id, { line1: '새길 1' })
  assert.deepEqual(moved.body, { ...b, line1: '새길 1' })
  assert.equal((await replace(shop, me, a.id)).body.isDefault, true, 'the default stays as it is')
  assert.equal((await replace(shop, me, b.id, { isDefault: true })).body.isDefault, true)
  assert.deepEqual(await ids(shop, me), [b.id, a.id])
})

test('after the default the newest of the others is the default, and stays it', async (t) => {
  const shop = await openShop(t)
  const me = await shop.person()
  const [a, b, c] = [await save(shop, me), await save(shop, me), await save(shop, me)]
  const remove = (id: number) => shop.call(`DELETE /v1/addresses/${id}`, { as: me })
  await remove(a.id)
  const d = await save(shop, me)
  assert.deepEqual(await ids(shop, me), [c.id, d.id, b.id])
  await remove(b.id)
  assert.deepEqual(await ids(shop, me), [c.id, d.id])
  await remove(c.id)
  await remove(d.id)
  assert.deepEqual(await list(shop, me), [])
})

test('whatever runs at the same time, one address is the default', async (t) => {
  const shop = await openShop(t)
  const me = await shop.person()
  const saved = await Promise.all(Array.from({ length: 6 }, () => save(shop, me, { isDefault: true })))
  const [first, ...others] = saved.map(({ id }) => id)
  await Promise.all([
    shop.call(`DELETE /v1/addresses/${first}`, { as: me }),
    ...others.map((id) => replace(shop, me, id, { isDefault: true })),
    save(shop, me),
  ])
  const items = await list(shop, me)
  assert.equal(items.length, 6)
  assert.deepEqual(items.map(({ isDefault }) => isDefault), [true, false, false, false, false, false]) // prettier-ignore
})
