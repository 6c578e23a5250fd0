import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openShop } from '../../support/open-shop.ts'
import { fileOf, importFile } from '../../support/product-files.ts'

test('imports that can no longer be undone are deleted with what they changed, in batches, and no others', async (t) => {
  const shop = await openShop(t, {
    env: { PRODUCT_IMPORT_SWEEP_MS: '20', PRODUCT_IMPORT_SWEEP_BATCH: '2' },
  })
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  const ids: number[] = []
  for (let stock = 4; stock < 10; stock++) {
    const file = fileOf([{ productId: id, color: '블랙', sizeMm: 270, stockBefore: stock - 1, stock }])
    ids.push((await importFile(shop.url, file, { as: seller })).body.id!)
  }
  const kept = ids.pop()!
  const left = async () => {
    const imports = await shop.sql<{ id: number }[]>`select id::int from product_imports order by id`
    return imports.map((each) => each.id)
  }
  assert.deepEqual(await left(), [...ids, kept])
  await shop.sql`update product_imports set undo_until = now() where id <> ${kept}`
  await until(async () => (await left()).length === 1, { what: 'the others are deleted' })
  assert.deepEqual(await left(), [kept])
  const changes = await shop.sql<{ id: number }[]>`select import_id::int as id from product_import_changes`
  assert.deepEqual([...changes], [{ id: kept }])
})
