import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdminBanner, AdminBannerPage, BannerList, Picture } from '@munova/commerce-contract'
import { exampleBanner } from '../support/banner.ts'
import { inHours } from '../support/open-campaign.ts'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'
import { picturePng } from '../support/pictures.ts'

type Answer = AdminBanner & { code?: string }

const create = (shop: Shop, as: Person, change: object = {}) =>
  shop.call<Answer>('POST /v1/admin/banners', { as, body: { ...exampleBanner(), ...change } })
const set = (shop: Shop, as: Person, id: number, change: object = {}) =>
  shop.call<Answer>(`PUT /v1/admin/banners/${id}`, { as, body: { ...exampleBanner(), ...change } })
const end = (shop: Shop, as: Person, id: number) =>
  shop.call<Answer>(`POST /v1/admin/banners/${id}/end`, { as })

async function shown(shop: Shop): Promise<string[]> {
  const { body } = await shop.call<BannerList>('GET /v1/banners')
  return body.items.map(({ title }) => title)
}

test('a banner is shown within its period, in the order that administrators set', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  assert.deepEqual(await shown(shop), [])
  const first = await create(shop, admin, { title: '가', position: 2 })
  assert.equal(first.status, 201)
  assert.equal(first.headers.get('location'), `/v1/admin/banners/${first.body.id}`)
  await create(shop, admin, { title: '나', position: 2 })
  await create(shop, admin, { title: '다', position: 1 })
  const planned = await create(shop, admin, { title: '라', startsAt: inHours(1), endsAt: inHours(2) })
  assert.deepEqual(await shown(shop), ['다', '나', '가'])

  const moved = await set(shop, admin, first.body.id, { title: '가', position: 1, text: '' })
  assert.deepEqual([moved.status, moved.body.position, moved.body.text], [200, 1, ''])
  assert.deepEqual(await shown(shop), ['다', '가', '나'])
  await set(shop, admin, planned.body.id, { title: '라', position: 1 })
  assert.deepEqual(await shown(shop), ['라', '다', '가', '나'])

  await shop.sql`update banners set starts_at = now() - interval '2 hours', ends_at = now() where id = ${first.body.id}`
  assert.deepEqual(await shown(shop), ['라', '다', '나'])
})

test('the list of what is shown has an ETag, and only what the home page needs', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const { body } = await create(shop, admin)
  const read = (headers: Record<string, string> = {}) => fetch(`${shop.url}/v1/banners`, { headers })
  const answer = await read()
  const { id, title, text, link } = body
  assert.deepEqual(await answer.json(), { items: [{ id, title, text, link, picture: null }] })
  const etag = answer.headers.get('etag')!
  assert.equal((await read({ 'if-none-match': etag })).status, 304)
  await set(shop, admin, id, { title: '겨울' })
  assert.equal((await read({ 'if-none-match': etag })).status, 200)
})

test('a banner leads to a page of the shop, and nowhere else', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  for (const link of ['/', '/products?category=1&sort=popular', '/products/7#reviews', '/검색?q=러닝화']) {
    const { status, body } = await create(shop, admin, { link })
    assert.deepEqual([status, body.link], [201, link])
  }
  for (const link of [
    '',
    'products',
    'https://munova.example/products',
    'javascript:alert(1)',
    '//other.example',
    '/\\other.example',
    '\\\\other.example',
    '/\t/other.example',
    '/\n/other.example',
    '/.//other.example',
    '/a/..//other.example',
    ' /products',
    '/두 칸',
    `/${'x'.repeat(500)}`,
  ]) {
    assert.equal((await create(shop, admin, { link })).status, 400, JSON.stringify(link))
  }
  for (const change of [
    { title: '' },
    { title: 'x'.repeat(61) },
    { text: 'x'.repeat(161) },
    { position: 0 },
    { startsAt: inHours(2), endsAt: inHours(1) },
    { startsAt: inHours(-2), endsAt: inHours(-1) },
    { audience: 'ALL' },
  ]) {
    assert.equal((await create(shop, admin, change)).status, 400, JSON.stringify(change))
  }
})

test('a banner has a picture of its administrator, which is kept, and which another one may keep', async (t) => {
  const shop = await openShop(t, { env: { UNUSED_PICTURE_SWEEP_MS: '3600000' } })
  const [admin, other] = [await shop.person('ADMIN'), await shop.person('ADMIN')]
  const file = new Uint8Array(await picturePng(300, 200))
  const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'image/png' }
  const uploaded = await fetch(`${shop.url}/v1/pictures`, { method: 'POST', headers, body: file })
  const picture = (await uploaded.json()) as Picture
  assert.equal((await create(shop, other, { pictureId: picture.id })).body.code, 'PICTURE_NOT_FOUND')
  const { body } = await create(shop, admin, { pictureId: picture.id })
  assert.deepEqual(body.picture, picture)
  const [row] = await shop.sql`select used_at is not null as used from pictures where id = ${picture.id}`
  assert.equal(row?.['used'], true)
  const kept = await set(shop, other, body.id, { pictureId: picture.id, title: '겨울' })
  assert.deepEqual([kept.status, kept.body.picture], [200, picture])
  assert.equal((await set(shop, other, body.id)).body.picture, null)
  assert.equal((await set(shop, other, body.id, { pictureId: picture.id })).body.code, 'PICTURE_NOT_FOUND')
})

test('a banner that has ended, also before it began, is not shown or changed any more', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const now = await create(shop, admin, { title: '가' })
  const planned = await create(shop, admin, { title: '나', startsAt: inHours(1), endsAt: inHours(2) })
  for (const { body } of [now, planned]) {
    const first = await end(shop, admin, body.id)
    assert.equal(first.status, 200)
    assert.deepEqual((await end(shop, admin, body.id)).body, first.body)
    assert.equal((await set(shop, admin, body.id)).body.code, 'BANNER_ENDED')
  }
  assert.deepEqual(await shown(shop), [])
  const open = await shop.call<AdminBannerPage>('GET /v1/admin/banners', { as: admin })
  assert.deepEqual(open.body.items, [])
  const ended = await shop.call<AdminBannerPage>('GET /v1/admin/banners?state=ENDED', { as: admin })
  assert.deepEqual(ended.body.items.map(({ title }) => title), ['나', '가']) // prettier-ignore
})

test('administrators page through open and ended banners, each once', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  for (const [index, position] of [2, 1, 2, 1, 3].entries()) {
    await create(shop, admin, { title: `${position}-${index}`, position })
  }
  const walk = async (state: string) => {
    const titles: string[] = []
    for (let cursor = ''; ;) {
      const { body } = await shop.call<AdminBannerPage>(
        `GET /v1/admin/banners?state=${state}&limit=2${cursor && `&cursor=${cursor}`}`,
        { as: admin },
      )
      titles.push(...body.items.map(({ title }) => title))
      if (body.nextCursor === null) return titles
      cursor = body.nextCursor
    }
  }
  assert.deepEqual(await walk('OPEN'), ['1-3', '1-1', '2-2', '2-0', '3-4'])
  assert.deepEqual(await walk('ENDED'), [])
  await shop.sql`update banners set ends_at = now()`
  assert.deepEqual(await walk('ENDED'), ['3-4', '1-3', '2-2', '1-1', '2-0'])
})

test('there are BANNERS open ones at most, and an ended one makes room', async (t) => {
  const shop = await openShop(t, { env: { BANNERS: '1' } })
  const admin = await shop.person('ADMIN')
  const { body } = await create(shop, admin)
  assert.equal((await create(shop, admin)).body.code, 'TOO_MANY_BANNERS')
  await end(shop, admin, body.id)
  assert.equal((await create(shop, admin)).status, 201)
})

test('each act is in the audit log, and one without effect is not', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const times = { startsAt: inHours(-1), endsAt: inHours(1) }
  const { body } = await create(shop, admin, times)
  for (const title of ['겨울', '겨울']) await set(shop, admin, body.id, { ...times, title })
  await end(shop, admin, body.id)
  await end(shop, admin, body.id)
  const entries = await shop.sql<{ action: string; thingId: number; details: Record<string, object> }[]>`
    select action, thing_id as "thingId", details from audit_log order by id`
  assert.deepEqual(
    entries.map(({ action, thingId }) => [action, thingId]),
    ['create', 'change', 'end'].map((act) => [`banner.${act}`, body.id]),
  )
  const { from, to } = entries[1]!.details
  assert.deepEqual([from, to].map((banner) => (banner as { title: string }).title), ['가을 러닝화', '겨울']) // prettier-ignore
})
