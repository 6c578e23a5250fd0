import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { assertStockAddsUp, openTrade } from '../../support/trade.ts'
import { fileOf, importFile, type Undone } from '../../support/product-files.ts'

test('two imports of the same file at once change each product once, and create each new one once', async (t) => {
  const trade = await openTrade(t)
  const another = await trade.another()
  const seller = await trade.person('SELLER')
  const shoes = []
  for (let each = 0; each < 6; each++) shoes.push(await trade.shoe(seller, [3]))
  const brand = '걸음 공방'
  await trade.brand(brand)
  const lines = shoes.map(({ id }) => ({ productId: id, name: '새 이름', color: '블랙', sizeMm: 220, stockBefore: 3, stock: 8 })) // prettier-ignore
  const file = fileOf(lines)
  const both = await Promise.all([
    importFile(trade.url, file, { as: seller }),
    importFile(another, file, { as: seller }),
  ])
  const done = both.filter(({ status }) => status === 200)
  for (const { status, body } of both) if (status !== 200) assert.equal(body.code, 'IMPORT_RUNNING')
  assert.equal(
    done.reduce((sum, { body }) => sum + body.changed, 0),
    shoes.length,
  )
  const prices = await trade.sql`select from audit_log where action = 'product.edit'`
  assert.equal(prices.length, shoes.length)
})

test('an import and a purchase of the same pairs: neither is lost, and no pair is sold twice', async (t) => {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  const outcomes = new Set<string>()
  for (let round = 0; round < 6; round++) {
    const { id, skuIds } = await trade.shoe(seller, [2, 2])
    const buyer = await trade.person()
    const file = fileOf([
      { productId: id, name: '새 이름', color: '블랙', sizeMm: 220, stockBefore: 2, stock: 0 },
      { productId: id, color: '블랙', sizeMm: 225, stockBefore: 2, stock: 7 },
    ])
    const importing = importFile(trade.url, file, { as: seller })
    // Every other time the import is ahead.
    const begun = () => trade.sql`select from product_import_changes where product_id = ${id}`
    if (round % 2 === 1) await until(async () => (await begun()).length > 0, { what: 'the import' })
    const [order, imported] = await Promise.all([trade.order(buyer, [[skuIds[0]!, 2]]), importing])
    const [first, second] = [await trade.stockOf(skuIds[0]!), await trade.stockOf(skuIds[1]!)]
    const [product] = await trade.sql<[{ name: string }]>`select name from products where id = ${id}`
    const isImported = imported.body.changed === 1
    outcomes.add(`${order.status} ${isImported}`)
    assert.equal(isImported, order.status !== 201, JSON.stringify(imported.body))
    // Whole or not at all.
    assert.deepEqual(
      [first.stock, second.stock, product.name],
      isImported ? [0, 7, '새 이름'] : [2, 2, '에어로 러너 3'],
    )
    if (!isImported) assert.match(imported.body.errors[0]!.message, /./)
  }
  t.diagnostic([...outcomes].join(', '))
  await assertStockAddsUp(trade.sql)
})

test('a product that is changed while its import is undone stays', async (t) => {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  const brand = '걸음 공방'
  await trade.brand(brand)
  const file = fileOf([
    { name: '워커', brand, category: '남성>러닝화', description: '오래 걸어도 편한 신발입니다.', listPrice: 1, color: '블랙', sizeMm: 265, stock: 4 }, // prettier-ignore
  ])
  const { body: done } = await importFile(trade.url, file, { as: seller })
  assert.equal(done.created, 1, JSON.stringify(done))
  const { result, id } = await trade.sql.begin(async (sql) => {
    const [product] = await sql<[{ id: number }]>`
      update products set name = '더 새 이름', revision = revision + 1 where name = '워커' returning id`
    // It has read the product as it was, and waits for this row.
    const undoing = trade.call<Undone>(`POST /v1/seller/imports/${done.id}/undo`, { as: seller })
    const waiting = () => trade.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%REMOVED%'`
    await until(async () => (await waiting()).length === 1, { what: 'the removal waits' })
    return { result: undoing, id: product.id }
  })
  assert.deepEqual((await result).body, { restored: 0, kept: [{ productId: id, columns: ['productId'] }] })
  const [product] = await trade.sql`select name, status from products where id = ${id}`
  assert.deepEqual({ ...product }, { name: '더 새 이름', status: 'DRAFT' })
})
