import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { type ColorFamily, ProductFacets } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { inHours } from '../../support/open-campaign.ts'
import type { Shop } from '../../support/open-shop.ts'
import { chance, roundsOr, type Chance } from '../../support/randomness.ts'
import { openTrade } from '../../support/trade.ts'
import { found, listPage } from '../search/support.ts'
import { countedBySql, facetsOf, quick, type Filters } from './support.ts'

/** Waits until the counts are these. */
async function untilCounted(shop: Shop, query: Filters, what: string): Promise<void> {
  const expected = await countedBySql(shop.sql, query)
  let last: unknown
  const isSame = async () => {
    last = await facetsOf(shop, { ...query })
    return isDeepStrictEqual(last, expected)
  }
  // What differs is said by the comparison.
  await until(isSame, { what }).catch(() => undefined)
  assert.deepEqual(last, expected, what)
}

/** Products of several categories, brands, colours, sizes and prices, made of one. */
async function fill(shop: Shop, products: number): Promise<void> {
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  await shop.sql`
    with brand as (
      insert into brands (name) select 'Brand ' || n from generate_series(1, 4) as n returning id
    ), leaf as (
      select array_agg(id order by id) as ids, array_agg(parent_id order by id) as roots from categories where parent_id is not null
    ), made as (
      insert into products (seller_id, brand_id, category_id, root_category_id, name, description, price, status, published_at)
      select seller_id, (select array_agg(id) from brand)[1 + n % 4], leaf.ids[1 + n % 5], leaf.roots[1 + n % 5], name, description,
        10000 * (1 + n % 7), status, published_at
      from products, leaf, generate_series(1, ${products}) as n where products.id = ${id}
      returning id
    )
    insert into product_colors (product_id, position, name)
    select id, 1 + place, (array['블랙', '화이트', '네이비', '검정', '크림', '그레이'])[1 + (id + place) % 6]
    from made cross join generate_series(0, id % 3) as place`
  await shop.sql`
    insert into skus (product_id, color_id, size_mm, stock)
    select product_id, product_colors.id, 240 + 10 * step, (product_id + position + step) % 3
    from product_colors cross join generate_series(0, 3) as step where product_id <> ${id}`
}

/** A change of anything that lists filter by. */
async function change({ sql }: Shop, random: Chance, ids: readonly number[]): Promise<void> {
  const id = ids[random.below(ids.length)]!
  const amount = 1 + random.below(6)
  const acts = [
    () => sql`update skus set stock = case when stock = 0 then ${amount}::int else 0 end where id = (
        select id from skus where product_id = ${id} and reserved + allocated = 0 order by random() limit 1)`,
    () => sql`update products set price = ${amount * 10_000} where id = ${id} and list_price is null`,
    () =>
      sql`update products set brand_id = (select id from brands order by random() limit 1) where id = ${id}`,
    () => sql`
      update products set category_id = leaf.id, root_category_id = leaf.parent_id
      from (select id, parent_id from categories where parent_id is not null order by random() limit 1) as leaf
      where products.id = ${id}`,
    () => sql`
      update products set status = case status when 'PUBLISHED' then 'DRAFT' else 'PUBLISHED' end,
        published_at = case status when 'DRAFT' then now() end
      where id = ${id} and status in ('DRAFT', 'PUBLISHED') and list_price is null`,
    () => sql`
      update product_colors set chosen_family = case when ${amount}::int < 4 then (array['WHITE', 'RED', 'MULTI'])[${amount}::int] end
      where id = (select id from product_colors where product_id = ${id} order by random() limit 1)`,
    () => sql`
      update product_colors set name = (array['블랙', '레드', '베이지', '화이트 ', '멀티', '남색'])[${amount}::int] || id
      where id = (select id from product_colors where product_id = ${id} order by random() limit 1)`,
    () => sql`update skus set removed_at = case when removed_at is null then now() end where id = (
        select id from skus where product_id = ${id} order by random() limit 1)`,
  ]
  await acts[random.below(acts.length)]!()
}

function someFilters(random: Chance, brands: readonly number[], categories: readonly number[]): Filters {
  const maybe = <Value>(value: () => Value) => (random.below(2) === 0 ? value() : undefined)
  const some = <Value>(values: readonly Value[]) => [0, 1].map(() => values[random.below(values.length)]!)
  const filters = {
    category: maybe(() => categories[random.below(categories.length)]!),
    brand: maybe(() => some(brands)),
    size: maybe(() => some([240, 250, 260, 265, 270, 130])),
    color: maybe(() => some<ColorFamily>(['BLACK', 'WHITE', 'NAVY', 'RED', 'MULTI', 'PINK'])),
    minPrice: maybe(() => 20_000),
    maxPrice: maybe(() => 50_000),
    sale: maybe(() => random.below(2) === 0),
  }
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined))
}

const idsOf = async ({ sql }: Shop, table: string) =>
  (await sql<{ id: number }[]>`select id from ${sql(table)} order by id`).map(({ id }) => id)

test('counts are those of PostgreSQL after any changes, also at the same moment', async (t) => {
  const shop = await openTrade(t, { env: { ...quick, FACETS_BATCH: '7' } })
  const random = chance(t)
  await fill(shop, 60)
  const [products, brands, categories] = [await idsOf(shop, 'products'), await idsOf(shop, 'brands'), await idsOf(shop, 'categories')] // prettier-ignore
  await untilCounted(shop, {}, 'the products are read')
  for (let round = 0; round < roundsOr(12); round++) {
    await Promise.all(Array.from({ length: 20 }, () => change(shop, random, products)))
    const filters = someFilters(random, brands, categories)
    await untilCounted(shop, filters, JSON.stringify(filters))
    const { total } = await facetsOf(shop, { ...filters })
    assert.equal((await found(shop, { ...filters })).length, total)
  }
})

test('a change that is committed late is not missed', async (t) => {
  const trade = await openTrade(t, { env: quick })
  const seller = await trade.person('SELLER')
  const [{ id }, other] = [await trade.shoe(seller, [5]), await trade.shoe(seller, [5])]
  await untilCounted(trade, {}, 'both products are read')
  await trade.sql.begin(async (transaction) => {
    await transaction`update products set price = 77000 where id = ${id}`
    // Later ones are read meanwhile.
    await trade.sql`update products set price = 66000 where id = ${other.id}`
    await until(async () => (await facetsOf(trade, { minPrice: 66_000, maxPrice: 66_000 })).total === 1, {
      what: 'the later change is read',
    })
    assert.equal((await facetsOf(trade, { minPrice: 77_000, maxPrice: 77_000 })).total, 0)
  })
  await until(async () => (await facetsOf(trade, { minPrice: 77_000, maxPrice: 77_000 })).total === 1, {
    what: 'the earlier change is read',
  })
})

test('a size leaves its count with the last pair, a sale counts from its moment to its end', async (t) => {
  const trade = await openTrade(t, { env: { ...quick, SALE_CHECK_MS: '100000000' } })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { id, skuIds, brand } = await trade.shoe(seller, [1, 1])
  const sizes = async () => (await facetsOf(trade, { brand: brand.id })).sizes.map(({ sizeMm }) => sizeMm)
  await until(async () => (await sizes()).length === 2, { what: 'both sizes are counted' })
  await trade.placed(buyer, [[skuIds[0]!, 1]])
  await until(async () => (await sizes()).length === 1, { what: 'the size is gone' })
  const body = { price: 10_000, from: inHours(1), until: inHours(2) }
  assert.equal((await trade.call(`PUT /v1/seller/products/${id}/sale`, { as: seller, body })).status, 200)
  const onSale = async () => (await facetsOf(trade)).onSale
  assert.equal(await onSale(), 0)
  const shift = (hours: number) => trade.sql`
    update products set sale_from = sale_from + ${hours} * interval '1 hour', sale_until = sale_until + ${hours} * interval '1 hour'
    where id = ${id}`
  await shift(-1.5)
  await until(async () => (await onSale()) === 1, { what: 'the sale has begun' })
  await shift(-1)
  await until(async () => (await onSale()) === 0, { what: 'the sale has ended' })
})

test('words count as they do in a list, also those that mean others', async (t) => {
  const shop = await openTrade(t, { env: { ...quick, FACET_MATCHES: '2' } })
  const seller = await shop.person('SELLER')
  const one = await shop.published(seller, { name: '구름 달리기' })
  const other = await shop.published(seller, { name: '구름 걷기', price: 50_000 })
  await until(async () => (await facetsOf(shop)).total === 2, { what: 'both products are read' })
  const all = await facetsOf(shop, { q: '구름' })
  assert.deepEqual(
    [all.q, all.isComplete, all.total, all.brands],
    ['구름', true, 2, [one, other].map(({ brand }) => ({ id: brand.id, products: 1 }))],
  )
  const cheap = await facetsOf(shop, { q: '구름', brand: other.brand.id, maxPrice: 60_000 })
  assert.deepEqual([cheap.total, cheap.brands], [1, [{ id: other.brand.id, products: 1 }]])
  assert.equal((await facetsOf(shop, { q: 'rnfma' })).q, (await listPage(shop, { q: 'rnfma' })).q)
  assert.equal((await facetsOf(shop, { q: '없는말' })).total, 0)
  assert.equal((await facetsOf(shop, { q: '러닝화' })).total, (await found(shop, { q: '러닝화' })).length)
  await shop.published(seller, { name: '구름 뛰기' })
  await until(async () => (await facetsOf(shop)).total === 3, { what: 'the third product is read' })
  const some = await facetsOf(shop, { q: '구름' })
  assert.deepEqual([some.total, some.isComplete], [2, false])
})

test('an answer fits its schema, is 304 while it is the same, and wrong filters are rejected', async (t) => {
  const shop = await openTrade(t, { env: quick })
  await shop.published(await shop.person('SELLER'))
  await until(async () => (await facetsOf(shop)).total === 1, { what: 'the product is read' })
  const first = await shop.call('GET /v1/products/facets?size=270')
  assert.deepEqual(ProductFacets.parse(first.body), first.body)
  const headers = { 'if-none-match': first.headers.get('etag')! }
  assert.equal((await shop.call('GET /v1/products/facets?size=270', { headers })).status, 304)
  for (const query of ['sort=new', 'size=271', 'color=PURPL', 'color=', 'minPrice=2&maxPrice=1', 'q=']) {
    assert.equal((await shop.call(`GET /v1/products/facets?${query}`)).status, 400, query)
  }
})

test('with more products than its bound a process answers 503', async (t) => {
  const env = { ...quick, FACET_PRODUCTS: '1', FACETS_WAIT_MS: '50' }
  const shop = await openTrade(t, { env })
  const seller = await shop.person('SELLER')
  await shop.published(seller)
  await until(async () => (await facetsOf(shop)).total === 1, { what: 'one product is read' })
  await shop.published(seller)
  await until(async () => (await shop.call('GET /v1/products/facets')).status === 503, {
    what: 'the second one is too many',
  })
  const { headers } = await shop.call('GET /v1/products/facets')
  assert.equal(headers.get('retry-after'), '1')
})
