import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPictureStore, pictureWidths } from '@munova/pictures'
import { testDatabase } from '@munova/testing'
import { defaultSeed, drawPictures, planShop, readLeaves } from '@munova/tool-seed'
import sharp from 'sharp'

test('the pictures of the shop are drawn once, in all widths, and small', async (t) => {
  const { sql } = await testDatabase(t, new URL('../../../apps/commerce-api/migrations/', import.meta.url))
  const { products } = planShop(defaultSeed, await readLeaves(sql))
  const some = products.slice(0, 4)
  const pictures = some.flatMap(({ pictures: drawn }) => drawn)
  assert.equal(
    new Set(products.flatMap(({ images }) => images)).size,
    products.flatMap(({ images }) => images).length,
  )
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const store = openPictureStore(folder)
  assert.equal(await drawPictures(some, store), pictures.length)
  assert.equal(await drawPictures(some, store), 0)
  for (const { id } of pictures) {
    for (const width of pictureWidths) {
      const file = await store.get(id, width)
      const { format, width: stored } = await sharp(file).metadata()
      assert.deepEqual([format, stored], ['webp', width])
      // What a list of products may weigh: the middle size in at most 25 KB.
      if (width <= 600) assert.ok(file!.length < 25_000, `${file!.length} bytes`)
    }
  }
})
