import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { testVhost, until } from '@munova/testing'
import { startApi } from '../../support/api-process.ts'
import { openShop } from '../../support/open-shop.ts'
import { fileOf, importFile } from '../../support/product-files.ts'

const PRODUCTS = 24

test('an import whose process is killed is completed by a repeated request, each product once', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const brand = '걸음 공방'
  await shop.brand(brand)
  const own: number[] = []
  for (let each = 0; each < PRODUCTS; each++) own.push((await shop.published(seller)).id)
  const fresh = { brand, category: '남성>러닝화', description: '오래 걸어도 편한 신발입니다.', listPrice: 9_000, color: '블랙', sizeMm: 265, stock: 4 } // prettier-ignore
  const file = fileOf(
    own.flatMap((productId, at) => [
      { productId, name: `이름 ${at}`, color: '블랙', sizeMm: 270, stockBefore: 3, stock: 8 },
      { productId: '', name: `새 신발 ${at}`, stockBefore: '', ...fresh },
    ]),
  )
  const env = {
    PORT: '0',
    DATABASE_URL: shop.databaseUrl,
    JWT_KEYS_FILE: shop.keysFile,
    AMQP_URL: await testVhost(t),
    PRODUCT_IMPORT_CALLS: '2',
  }
  const doomed = await startApi(t, env)
  const url = await doomed.url
  const key = randomUUID()
  const waiting = () => shop.sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await shop.sql.begin(async (sql) => {
    await sql`select from products where id = any(${own.slice(PRODUCTS / 2)}::bigint[]) for update`
    const cut = assert.rejects(importFile(url, file, { as: seller, key }), 'no response')
    await until(async () => (await waiting()).length === 2, { what: 'the import in its middle' })
    doomed.child.kill('SIGKILL')
    await doomed.exit
    await cut
  })
  const done = await shop.sql`select from product_import_changes`
  assert.ok(done.length > PRODUCTS / 2 && done.length < 2 * PRODUCTS, `${done.length} of them`)

  // As when its lease has ended.
  await shop.sql`update idempotency_keys set locked_until = now()`
  const next = await (await startApi(t, env)).url
  const { status, body } = await importFile(next, file, { as: seller, key })
  assert.deepEqual(
    [status, body.created, body.changed, body.unchanged, body.rejected],
    [200, PRODUCTS, PRODUCTS, 0, 0],
    JSON.stringify(body),
  )
  assert.deepEqual((await importFile(next, file, { as: seller, key })).body, body)
  const products = await shop.sql<{ name: string; stock: number }[]>`
    select name, sum(stock)::int as stock from products join skus on product_id = products.id
    where seller_id = ${seller.member.id} group by products.id order by products.id`
  assert.deepEqual(
    products.map(({ name, stock }) => `${name}: ${stock}`).toSorted(),
    own.flatMap((_, at) => [`이름 ${at}: 9`, `새 신발 ${at}: 4`]).toSorted(),
  )
  const acts = await shop.sql<{ action: string; count: number }[]>`
    select action, count(*)::int from audit_log where action in ('product.edit', 'product.import') group by action order by action`
  assert.deepEqual([...acts], [{ action: 'product.edit', count: PRODUCTS }, { action: 'product.import', count: 1 }]) // prettier-ignore
})
