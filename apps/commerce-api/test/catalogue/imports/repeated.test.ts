import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { latch, until } from '@munova/testing'
import { openShop } from '../../support/open-shop.ts'
import { fileOf, importFile, type Undone } from '../../support/product-files.ts'

/** An import of one product, whose process died before it stored a result. */
async function openCut(t: TestContext) {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  const file = fileOf([
    { productId: id, name: '새 이름', color: '블랙', sizeMm: 270, stockBefore: 3, stock: 8 },
  ])
  const key = randomUUID()
  const send = (as: string = key) => importFile(shop.url, file, { as: seller, key: as })
  const { body: done } = await send()
  assert.equal(done.changed, 1, JSON.stringify(done))
  await shop.sql`update idempotency_keys set locked_until = now(), status = null, type = null, body = null`
  await shop.sql`update product_imports set result = null`
  const undo = () => shop.call<Undone>(`POST /v1/seller/imports/${done.id}/undo`, { as: seller })
  const nameOf = async () =>
    (await shop.sql<[{ name: string }]>`select name from products where id = ${id}`)[0].name
  /** Another import of the seller, whose request came so long ago. */
  const another = (agoMs: number) => shop.sql`
    insert into product_imports (seller_id, request_key, started_at, undo_until)
    values (${seller.member.id}, ${randomUUID()}, now() - ${agoMs} * interval '1 millisecond', now() + interval '1 hour')`
  const endOther = () => shop.sql`delete from product_imports where id <> ${done.id}`
  return { shop, send, undo, nameOf, another, endOther, done }
}

test('an import that goes on is running: no other begins, and it is not undone', async (t) => {
  const { shop, send, undo, done } = await openCut(t)
  const [locked, go] = [latch(), latch()]
  const lock = shop.sql.begin(async (sql) => {
    await sql`lock table products`
    locked.resolve()
    await go.promise
  })
  await locked.promise
  const again = send()
  try {
    const running = () => shop.sql`select from product_imports where id = ${done.id} and finished_at is null`
    await until(async () => (await running()).length === 1, { what: 'the import runs again' })
    const [undone, other] = await Promise.all([undo(), send(randomUUID())])
    assert.deepEqual([undone.body.code, other.body.code], ['IMPORT_RUNNING', 'IMPORT_RUNNING'])
  } finally {
    go.resolve()
    await lock
  }
  // It may have waited for the lock too long.
  await again
  assert.deepEqual((await send()).body, done)
  assert.equal((await undo()).status, 200)
})

test('a request that finds another import running keeps its key for when that has ended', async (t) => {
  const { send, another, endOther, done } = await openCut(t)
  await another(0)
  const key = randomUUID()
  for (const each of [undefined, key]) {
    const { status, body } = await send(each)
    assert.deepEqual([status, body.code], [409, 'IMPORT_RUNNING'])
  }
  await endOther()
  assert.deepEqual((await send()).body, done)
  const { status, body } = await send(key)
  assert.deepEqual([status, body.unchanged], [200, 1])
})

test('an import goes on although another one of the seller died with its process', async (t) => {
  const { send, another, done } = await openCut(t)
  await another(24 * 3_600_000)
  assert.deepEqual((await send()).body, done)
})

test('an import that was undone is not done again', async (t) => {
  const { send, undo, nameOf } = await openCut(t)
  assert.deepEqual((await undo()).body.kept, [])
  const before = await nameOf()
  assert.notEqual(before, '새 이름')
  assert.equal((await send()).body.code, 'IMPORT_NOT_FOUND')
  assert.equal(await nameOf(), before)
})
