import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Picture, SellerProduct } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import sharp from 'sharp'
import { example, openShop, type Person, type Shop } from '../support/open-shop.ts'
import { photoJpeg, picturePng } from '../support/pictures.ts'
import { slowUpload } from '../support/slow-upload.ts'

interface Scene {
  shop: Shop
  seller: Person
  upload: (file: Uint8Array, change?: { as?: Person; type?: string; url?: string }) => Promise<Uploaded>
}
interface Uploaded {
  status: number
  location: string | null
  body: Picture & { code?: string }
}

async function openScene(t: TestContext, env: Record<string, string> = {}): Promise<Scene> {
  const shop = await openShop(t, { env })
  const seller = await shop.person('SELLER')
  const upload: Scene['upload'] = async (file, { as = seller, type = 'image/png', url = shop.url } = {}) => {
    const headers = { authorization: `Bearer ${as.token}`, 'content-type': type }
    const response = await fetch(`${url}/v1/pictures`, {
      method: 'POST',
      headers,
      body: new Uint8Array(file),
    })
    const body = (await response.json()) as Uploaded['body']
    return { status: response.status, location: response.headers.get('location'), body }
  }
  return { shop, seller, upload }
}

test('an uploaded picture is served in all widths, for ever', async (t) => {
  const { shop, upload } = await openScene(t)
  const photo = await photoJpeg(3_200, 1_600)
  assert.ok(photo.length > 1_000_000, 'larger than other bodies may be')
  const { status, location, body } = await upload(photo)
  assert.equal(status, 201)
  assert.deepEqual([body.width, body.height, location], [1_200, 600, body.urls.large])
  const widths = { small: 200, medium: 600, large: 1_200 }
  for (const [size, url] of Object.entries(body.urls)) {
    const response = await fetch(shop.url + url)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'image/webp')
    assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
    const { format, width: stored } = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
    assert.deepEqual([format, stored], ['webp', widths[size as keyof typeof widths]])
    const headers = { 'if-none-match': response.headers.get('etag')! }
    assert.equal((await fetch(shop.url + url, { headers })).status, 304)
  }
})

test('the content decides, whatever type the client states; a repeated upload is the same picture, another member’s is not', async (t) => {
  const { shop, upload } = await openScene(t)
  const file = await picturePng(300, 200)
  const first = await upload(file)
  for (const type of ['image/jpeg', 'text/html', 'application/json', 'application/octet-stream']) {
    const again = await upload(file, { type })
    assert.deepEqual([again.status, again.body.id], [201, first.body.id])
  }
  const other = await upload(file, { as: await shop.person('SELLER') })
  assert.notEqual(other.body.id, first.body.id)
  const another = await upload(file, { url: await shop.another() })
  assert.equal(another.body.id, first.body.id)
})

test('what is no picture is rejected, and leaves nothing', async (t) => {
  const { shop, upload } = await openScene(t, { PICTURE_BYTES: '100000', PICTURE_PIXELS: '1000000' })
  const png = await picturePng(300, 200)
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const cases = [
    [Buffer.alloc(0), 'PICTURE_TYPE_UNSUPPORTED'],
    [svg, 'PICTURE_TYPE_UNSUPPORTED'],
    [Buffer.from('GIF89a'), 'PICTURE_TYPE_UNSUPPORTED'],
    [png.subarray(0, png.length / 2), 'PICTURE_UNREADABLE'],
    [await picturePng(2_000, 1_000), 'PICTURE_TOO_LARGE'],
    [Buffer.alloc(100_001, 'x'), 'PAYLOAD_TOO_LARGE'],
  ] as const
  for (const [file, code] of cases) {
    assert.equal((await upload(file)).body.code, code)
  }
  assert.deepEqual([...(await shop.sql`select from pictures`)], [])
  assert.equal((await upload(png)).status, 201)
})

test('products have pictures of their seller, and no others', async (t) => {
  const { shop, seller, upload } = await openScene(t)
  const other = await shop.person('SELLER')
  const mine = await upload(await picturePng(300, 200))
  const theirs = await upload(await picturePng(300, 200), { as: other })
  const product = await example(shop)
  const create = (images: string[]) =>
    shop.call<SellerProduct & { code?: string }>('POST /v1/seller/products', {
      as: seller,
      body: { ...product, images },
    })
  const address = mine.body.urls.medium
  const created = await create([address, 'https://images.munova.example/other.jpg'])
  assert.deepEqual([created.status, created.body.images[0]], [201, address])
  const missing = `/v1/pictures/${'0'.repeat(64)}/600.webp`
  for (const url of [theirs.body.urls.medium, missing]) {
    assert.equal((await create([url])).body.code, 'PICTURE_NOT_FOUND')
    const edit = await shop.call(`PATCH /v1/seller/products/${created.body.id}`, {
      as: seller,
      body: { images: [url] },
    })
    assert.equal(edit.body['code'], 'PICTURE_NOT_FOUND')
  }
  for (const url of ['/v1/pictures/x/600.webp', `/v1/pictures/${mine.body.id}/700.webp`]) {
    assert.equal((await create([url])).status, 400)
  }
  // What the page of the product shows can be sent back.
  const { images } = created.body
  const kept = await shop.call(`PATCH /v1/seller/products/${created.body.id}`, {
    as: seller,
    body: { images },
  })
  assert.equal(kept.status, 200)
})

test('a picture that no product has is deleted after its time, and one that a product had is not', async (t) => {
  const { shop, seller, upload } = await openScene(t, { UNUSED_PICTURE_SWEEP_MS: '20' })
  const [used, unused] = [await upload(await picturePng(300, 200)), await upload(await picturePng(200, 300))]
  const { id } = await shop.draft(seller, { images: [used.body.urls.medium] })
  await shop.call(`PATCH /v1/seller/products/${id}`, { as: seller, body: { images: [] } })
  await shop.sql`update pictures set uploaded_at = uploaded_at - interval '23 hours'`
  const left = async () => (await shop.sql<{ id: string }[]>`select id from pictures`).map((row) => row.id)
  assert.equal((await left()).length, 2)
  await shop.sql`update pictures set uploaded_at = uploaded_at - interval '2 hours'`
  await until(async () => (await left()).length === 1, { what: 'the deletion' })
  assert.deepEqual(await left(), [used.body.id])
  assert.equal((await fetch(shop.url + unused.body.urls.small)).status, 404)
  assert.equal((await fetch(shop.url + used.body.urls.small)).status, 200)
  assert.equal((await upload(await picturePng(200, 300))).body.id, unused.body.id)
})

test('a crash between the row and the files leaves what a repeated upload completes', async (t) => {
  const { shop, upload } = await openScene(t)
  const file = await picturePng(300, 200)
  const { id, urls } = (await upload(file)).body
  await shop.sql`update pictures set stored_at = null`
  const answer = await shop.call('POST /v1/seller/products', {
    as: await shop.person('SELLER'),
    body: { ...(await example(shop)), images: [urls.medium] },
  })
  assert.equal(answer.body['code'], 'PICTURE_NOT_FOUND')
  assert.equal((await upload(file)).body.id, id)
})

test('a slow upload holds a place of its member only, and gives it back when it is cut', async (t) => {
  const { shop, seller, upload } = await openScene(t, {
    PICTURE_UPLOADS: '3',
    PICTURE_UPLOADS_PER_MEMBER: '1',
  })
  const file = await picturePng(300, 200)
  const underWay = async (count: number) =>
    (await (await fetch(`${shop.url}/metrics`)).text()).includes(`commerce_picture_uploads ${count}\n`)
  const slow = await slowUpload(shop.url, seller.token)
  t.after(() => slow.destroy())
  await until(() => underWay(1), { what: 'the slow upload' })
  assert.equal((await upload(file)).body.code, 'TOO_MANY_UPLOADS')
  assert.equal((await upload(file, { as: await shop.person('SELLER') })).status, 201)
  slow.destroy()
  await until(() => underWay(0), { what: 'the end of the slow upload' })
  assert.equal((await upload(file)).status, 201)
})

test('only sellers and administrators upload', async (t) => {
  const { shop, upload } = await openScene(t)
  const file = await picturePng(300, 200)
  assert.equal((await upload(file, { as: await shop.person('ADMIN') })).status, 201)
  assert.equal((await upload(file, { as: await shop.person() })).body.code, 'FORBIDDEN')
})
