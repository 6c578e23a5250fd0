import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sql } from '@munova/database'
import { testDatabase } from '@munova/testing'
import { fillLarge, SeedError } from '@munova/tool-seed'

const commerceMigrations = new URL('../../../apps/commerce-api/migrations/', import.meta.url)
const SEED = 20_261_101
const PRODUCTS = 600

const TABLES = ['members', 'brands', 'products', 'skus', 'product_likes', 'order_items', 'reviews', 'returns']

async function one(sql: Sql, query: string): Promise<number> {
  const [row] = await sql.unsafe<[{ value: number }]>(`select (${query})::float8 as value`)
  return row.value
}

const digest = (table: string) =>
  `select md5(string_agg(t::text, '|' order by t::text)) as digest from (select * from ${table}) as t`

test('a large shop', async (t) => {
  const { sql, url } = await testDatabase(t, commerceMigrations)
  await fillLarge({ commerceUrl: url, seed: SEED, products: PRODUCTS })
  const assertNone = async (from: string) =>
    assert.equal(await one(sql, `select count(*) from ${from}`), 0, from)

  await t.test('the same seed gives the same rows', async (part) => {
    const again = await testDatabase(part, commerceMigrations)
    await fillLarge({ commerceUrl: again.url, seed: SEED, products: PRODUCTS })
    for (const table of TABLES.filter((name) => name !== 'returns')) {
      assert.deepEqual(await again.sql.unsafe(digest(table)), await sql.unsafe(digest(table)), table)
    }
  })

  await t.test('it has shares of sales, of sold out products, and sizes by a bell curve', async () => {
    const large = 'from products where id > 300'
    assert.equal(await one(sql, 'select count(*) from products'), PRODUCTS)
    const sales = await one(sql, `select avg((list_price is not null)::int) ${large}`)
    assert.ok(sales > 0.1 && sales < 0.2, `${sales} on sale`)
    const skus = await one(sql, `select count(*) / 300.0 from skus where product_id > 300`)
    assert.ok(skus > 7.4 && skus < 8.4, `${skus} sizes for each`)
    const soldOut = await one(
      sql,
      `select avg((not exists (select from skus where product_id = products.id and stock > 0))::int) ${large}`,
    )
    assert.ok(soldOut > 0.01 && soldOut < 0.06, `${soldOut} sold out`)
    const at = (size: number) =>
      one(sql, `select count(*) from skus where size_mm = ${size} and product_id > 300`)
    assert.ok((await at(255)) > 2 * (await at(290)))
  })

  await t.test('what its reviews say of the fit, and what comes back, follows the brand', async () => {
    const [row] = await sql<[{ spread: number; correlation: number }]>`
      with said as (
        select brand_id, avg(fit)::float8 as fit from reviews join products on products.id = product_id
        where product_id > 300 group by brand_id
      )
      select max(fit) - min(fit) as spread, count(*)::float8 as correlation from said`
    assert.ok(row.spread > 0.1, `${row.spread} between the brands`)
    assert.ok((await one(sql, 'select count(*) from returns')) > 0)
  })

  await t.test('its lists and searches are what they would be had each row been written alone', async () => {
    const derived = async () =>
      Promise.all(
        ['product_words', 'product_cards', 'product_postings'].map((table) => sql.unsafe(digest(table))),
      )
    const before = await derived()
    assert.equal(await one(sql, 'select count(*) from product_cards'), PRODUCTS)
    await sql`select index_products(array(select id from products)), write_product_cards(array(select id from products))`
    assert.deepEqual(await derived(), before)
    await assertNone(`pg_trigger where tgenabled = 'D'`)
    await sql`update products set popularity = popularity + 1, price = price + 1 where id = ${PRODUCTS}`
    const after = await derived()
    for (const [index, table] of after.entries()) assert.notDeepEqual(table, before[index])
  })

  await t.test('its books and states are consistent', async () => {
    await assertNone(`orders where status <> 'PAID' or paid <> total
      or total <> (select sum(unit_price * quantity) from order_items where order_id = orders.id)`)
    await assertNone(`orders where paid - refunded <> (
      select sum(case kind when 'CAPTURE' then amount else -amount end) from ledger where order_id = orders.id)`)
    await assertNone(`orders where not exists (
      select from seller_sales where order_id = orders.id and amount = total)`)
    await assertNone("order_items where status not in ('CONFIRMED', 'RETURNED') or delivered_at is null")
    await assertNone(`product_likes as l full join like_counts as c using (product_id)
      where l.member_id is null or c.likes is null`)
  })

  await t.test('a database with more than the demo shop is not filled', async () => {
    await assert.rejects(fillLarge({ commerceUrl: url, seed: SEED, products: PRODUCTS }), SeedError)
  })
})
