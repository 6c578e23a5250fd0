import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  BrandPage,
  CategoryList,
  ProductCard,
  ProductDetail,
  ProductPage,
} from '@munova/commerce-contract'
import { endConnections } from '../support/end-connections.ts'
import { openShop, type Shop } from '../support/open-shop.ts'

/** Reads all pages of a list by their cursors; `between` runs after each page. */
async function pages(shop: Shop, query: string, between?: () => Promise<unknown>): Promise<ProductCard[]> {
  const cards: ProductCard[] = []
  let cursor: string | null = null
  do {
    const path: string = `/v1/products?${query}${cursor === null ? '' : `&cursor=${cursor}`}`
    const { status, body } = await shop.call<ProductPage>(`GET ${path}`)
    assert.equal(status, 200, JSON.stringify(body))
    cards.push(...body.items)
    cursor = body.nextCursor
    if (cursor !== null) await between?.()
  } while (cursor !== null)
  return cards
}

const ids = (cards: readonly { id: number }[]) => cards.map(({ id }) => id)

const forge = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url')

test('the category tree has 4 roots and 52 leaves with fixed ids', async (t) => {
  const shop = await openShop(t)
  const { items } = (await shop.call<CategoryList>('GET /v1/categories')).body
  assert.deepEqual(
    ids(items),
    Array.from({ length: 56 }, (_, i) => i + 1),
  )
  const leaves = (root: number) => ids(items.filter(({ parentId }) => parentId === root))
  assert.deepEqual(
    [1, 2, 3, 4].map((root) => [leaves(root)[0], leaves(root).at(-1)]),
    [
      [5, 18],
      [19, 34],
      [35, 45],
      [46, 56],
    ],
  )
})

test('brands are listed by name in pages', async (t) => {
  const shop = await openShop(t)
  for (const name of ['다람', '가온', 'Munova', '나래', '라온']) await shop.brand(name)
  const first = (await shop.call<BrandPage>('GET /v1/brands?limit=3')).body
  const second = (await shop.call<BrandPage>(`GET /v1/brands?limit=3&cursor=${first.nextCursor}`)).body
  assert.deepEqual(
    [...first.items, ...second.items].map(({ name }) => name),
    ['Munova', '가온', '나래', '다람', '라온'],
  )
  assert.equal(second.nextCursor, null)
})

test('pages in every sort order list each product once while others are published', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const brandId = await shop.brand()
  // Some prices are equal, so that only the id decides their order.
  const before: number[] = []
  for (let i = 0; i < 12; i++) {
    before.push((await shop.published(seller, { brandId, price: 10_000 * (i % 4) })).id)
  }
  for (const sort of ['new', 'priceAsc', 'priceDesc']) {
    const cards = await pages(shop, `sort=${sort}&limit=5`, () =>
      shop.published(seller, { brandId, price: 15_000 }),
    )
    assert.equal(new Set(ids(cards)).size, cards.length, 'no product twice')
    assert.deepEqual(
      before.filter((id) => !ids(cards).includes(id)),
      [],
      'no product left out',
    )
    const values = cards.map((card) => (sort === 'new' ? Date.parse(card.publishedAt) : card.price))
    const ascending = values.toSorted((a, b) => a - b)
    assert.deepEqual(values, sort === 'priceAsc' ? ascending : ascending.toReversed())
  }
})

test('a root category includes the products of its leaves and of no other root', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const [running, loafer, womens] = [
    await shop.published(seller, { categoryId: 8 }),
    await shop.published(seller, { categoryId: 9 }),
    await shop.published(seller, { categoryId: 22 }),
  ]
  const listed = async (query: string) => ids(await pages(shop, `${query}&sort=new`)).toReversed()
  assert.deepEqual(await listed('category=1'), [running.id, loafer.id])
  assert.deepEqual(await listed('category=8'), [running.id])
  assert.deepEqual(await listed('category=2'), [womens.id])
  assert.deepEqual(await listed('category=2147483647'), [])
})

test('a page reads only the cards of its own products', async (t) => {
  const shop = await openShop(t)
  const { sql } = shop
  const { id } = await shop.published(await shop.person('SELLER'))
  await sql`
    with copies as (
      insert into products (seller_id, brand_id, category_id, root_category_id, name, description, price, status, published_at)
      select seller_id, brand_id, category_id, root_category_id, name, description, price, status, published_at
      from products, generate_series(1, 300) where id = ${id} returning id
    ),
    colors as (
      insert into product_colors (product_id, position, name) select id, 1, '검정' from copies returning id, product_id
    )
    insert into skus (product_id, color_id, size_mm, stock)
    select product_id, id, 200 + 5 * n, 10 from colors, generate_series(1, 20) n`
  await sql`analyze`
  const scans = async () => {
    const [row] = await sql<{ whole: number; byIndex: number }[]>`
      select seq_scan as whole, idx_scan as "byIndex" from pg_stat_user_tables where relname = 'product_cards'`
    return row!
  }
  // What was written so far read whole tables.
  await endConnections(sql)
  const before = await scans()
  let after = before
  // A connection reports its statistics after a second.
  while (after.byIndex === before.byIndex && after.whole === before.whole) {
    await shop.call('GET /v1/products?limit=20')
    after = await scans()
  }
  assert.equal(after.whole, before.whole)
})

test('the filters by brand and price can be combined', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const brandId = await shop.brand()
  const wanted = await shop.published(seller, { brandId, price: 20_000 })
  await shop.published(seller, { brandId, price: 30_000 })
  await shop.published(seller, { price: 20_000 })
  const cards = await pages(shop, `brand=${brandId}&minPrice=20000&maxPrice=29999&category=1`)
  assert.deepEqual(ids(cards), [wanted.id])
})

test('list and page show the product as the seller created it', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const product = await shop.published(seller)
  const bare = await shop.published(seller, {
    images: [],
    colors: [{ name: '블랙', skus: [{ sizeMm: 270, stock: 0 }] }],
  })
  const [second, first] = await pages(shop, '')
  assert.deepEqual(first, {
    id: product.id,
    name: product.name,
    price: product.price,
    listPrice: product.price,
    sale: null,
    brand: product.brand,
    categoryId: 8,
    imageUrl: product.images[0],
    soldOut: false,
    likes: 0,
    rating: null,
    publishedAt: product.publishedAt,
  })
  assert.deepEqual([second?.id, second?.imageUrl, second?.soldOut], [bare.id, null, true])

  const { body } = await shop.call<ProductDetail>(`GET /v1/products/${product.id}`)
  assert.deepEqual([body.seller.id, body.seller.name], [seller.member.id, seller.member.name])
  assert.deepEqual(
    body.colors.map(({ name, skus }) => [name, skus.map(({ sizeMm, stock }) => [sizeMm, stock])]),
    [
      [
        '블랙',
        [
          [260, 0],
          [270, 3],
        ],
      ],
      ['화이트', [[265, 1]]],
    ],
  )
})

test('drafts and removed products are visible to their seller only', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const [draft, removed] = [await shop.draft(seller), await shop.published(seller)]
  await shop.call(`DELETE /v1/seller/products/${removed.id}`, { as: seller })
  assert.deepEqual(await pages(shop, ''), [])
  for (const { id } of [draft, removed]) {
    const { status, body } = await shop.call(`GET /v1/products/${id}`)
    assert.deepEqual([status, body['code']], [404, 'PRODUCT_NOT_FOUND'])
  }
})

test('a cursor is valid only for the list and sort order it came from', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  for (let i = 0; i < 2; i++) await shop.published(seller)
  const { nextCursor } = (await shop.call<ProductPage>('GET /v1/products?limit=1')).body
  for (const cursor of [
    `${nextCursor}&sort=priceAsc`,
    'AAAA',
    '%00',
    forge(null),
    forge(['new', 0]),
    forge(['new', 1e300, 1]),
    forge(['new', 0, 0.5]),
    forge(['own', 1]),
  ]) {
    const { status, body } = await shop.call(`GET /v1/products?cursor=${cursor}`)
    assert.deepEqual([status, body['code']], [400, 'CURSOR_INVALID'], cursor)
  }
  const brands = await shop.call(`GET /v1/brands?cursor=${nextCursor}`)
  assert.equal(brands.body['code'], 'CURSOR_INVALID')
})

test('the response names every invalid query parameter', async (t) => {
  const shop = await openShop(t)
  const wrong = async (query: string) => {
    const { status, body } = await shop.call(`GET /v1/products?${query}`)
    assert.equal(status, 400)
    return (body['errors'] as { path: string }[]).map(({ path }) => path)
  }
  assert.deepEqual(await wrong('sizes=270&colour=red'), ['query.sizes', 'query.colour'])
  assert.deepEqual(await wrong('category=x&brand=0&limit=101&sort=old&minPrice='), [
    'query.category',
    'query.brand',
    'query.minPrice',
    'query.sort',
    'query.limit',
  ])
  assert.deepEqual(await wrong('minPrice=2&maxPrice=1'), ['query.maxPrice'])
  const detail = await shop.call('GET /v1/products/99999999999999999999')
  assert.deepEqual((detail.body['errors'] as { path: string }[])[0]?.path, 'params.id')
})
