import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import {
  openPictureStore,
  pictureId,
  PictureStoreAway,
  type PictureStore,
  type PictureWidth,
} from '@munova/pictures'
import S3rver from 's3rver'

const id = pictureId(7, Buffer.from('a file'))
const sizes = new Map<PictureWidth, Buffer>([
  [200, Buffer.from('small')],
  [600, Buffer.from('medium')],
  [1_200, Buffer.alloc(300_000, 'large')],
])

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A server of the protocol of S3 that knows one key, and the setting of a store in it. */
async function bucket(t: TestContext, { key = 'S3RVER' } = {}): Promise<string> {
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: await folderFor(t),
    configureBuckets: [{ name: 'pictures', configs: [] }],
  })
  const { port } = (await server.run()) as AddressInfo
  t.after(() => server.close())
  return `http://${key}:S3RVER@127.0.0.1:${port}/pictures/shop?region=ap-northeast-2`
}

const places: Record<string, (t: TestContext) => Promise<string>> = {
  folder: folderFor,
  bucket: (t) => bucket(t),
}

for (const [kind, place] of Object.entries(places)) {
  test(`a ${kind} gives back what was stored, and nothing after it is deleted`, async (t) => {
    const store: PictureStore = openPictureStore(await place(t))
    t.after(() => store.close())
    assert.equal(await store.get(id, 600), undefined)
    await store.delete(id)
    await store.put(id, sizes)
    await store.put(id, sizes)
    for (const [width, bytes] of sizes) assert.deepEqual(await store.get(id, width), bytes)
    assert.equal(await store.get(pictureId(8, Buffer.from('a file')), 600), undefined)
    await store.delete(id)
    for (const width of sizes.keys()) assert.equal(await store.get(id, width), undefined)
  })
}

test('two stores of one bucket or folder see the same pictures, and other prefixes see none', async (t) => {
  for (const place of [await bucket(t), await folderFor(t)]) {
    const [one, other] = [openPictureStore(place), openPictureStore(place)]
    await one.put(id, sizes)
    assert.deepEqual(await other.get(id, 200), sizes.get(200))
    const elsewhere = openPictureStore(
      place.includes('?') ? place.replace('/shop?', '/chat?') : `${place}/chat`,
    )
    assert.equal(await elsewhere.get(id, 200), undefined)
    for (const store of [one, other, elsewhere]) store.close()
  }
})

test('a store that is away, or refuses the key, says so', async (t) => {
  const file = join(await folderFor(t), 'no folder')
  await writeFile(file, '')
  for (const place of [file, 'http://key:secret@127.0.0.1:1/pictures', await bucket(t, { key: 'NOBODY' })]) {
    const store = openPictureStore(place)
    await assert.rejects(store.put(id, sizes), PictureStoreAway)
    await assert.rejects(store.get(id, 200), PictureStoreAway)
    store.close()
  }
})

test('a folder holds no unfinished files', async (t) => {
  const folder = await folderFor(t)
  const store = openPictureStore(folder)
  await Promise.all(Array.from({ length: 8 }, () => store.put(id, sizes)))
  const files = await readdir(folder, { recursive: true })
  assert.deepEqual(files.filter((name) => name.includes('.')).length, sizes.size)
})

test('a setting that names no bucket or no key is rejected', () => {
  for (const place of ['https://s3.example', 'https://s3.example/bucket', 'https://key@s3.example/bucket']) {
    assert.throws(() => openPictureStore(place), /KEY:SECRET/)
  }
})
