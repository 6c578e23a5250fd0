import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop, type Shop } from '../../support/open-shop.ts'
import { chance, roundsOr, type Chance } from '../../support/randomness.ts'
import { found } from './support.ts'

const PRODUCTS = 400
const QUERIES = 300

/** Names of made-up words and a few Latin ones, of few syllables, so that queries meet many of them in part. */
async function fill(shop: Shop, random: Chance): Promise<void> {
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  // A product is found by its colours, too, which the comparison knows nothing of: 화이 is in 화이트.
  await shop.sql`update product_colors set name = '#' || position where product_id = ${id}`
  const syllables = Array.from('가나다러키이어맥스화운동한').concat('Air', '10', '%', '_')
  const word = () =>
    Array.from({ length: 1 + random.below(4) }, () => syllables[random.below(syllables.length)]).join('')
  const brands = Array.from({ length: 20 }, (_, index) => `${word()}${index}`)
  const names = Array.from({ length: PRODUCTS }, () => `${word()} ${word()} ${word()}`)
  await shop.sql`
    with brand as (insert into brands (name) select unnest(${brands}::text[]) returning id)
    insert into products (seller_id, brand_id, category_id, root_category_id, name, description, price, status, published_at)
    select seller_id, brand.ids[1 + position % ${brands.length}], category_id, root_category_id, given.name, description, price,
      status, published_at
    from products, (select array_agg(id) as ids from brand) as brand,
      unnest(${names}::text[]) with ordinality as given (name, position)
    where products.id = ${id}`
}

test('a search finds what LIKE finds in brand and name without spaces, for words of two characters or more', async (t) => {
  const shop = await openShop(t)
  const random = chance(t)
  await fill(shop, random)
  const products = await shop.sql<{ id: number; text: string }[]>`
    select products.id, replace(brands.name || products.name, ' ', '') as text
    from products join brands on brands.id = brand_id`
  let matches = 0
  const queries = roundsOr(QUERIES)
  for (let asked = 0; asked < queries; asked++) {
    const letters = Array.from(products[random.below(products.length)]!.text)
    const start = random.below(letters.length - 1)
    const cut = letters.slice(start, start + 2 + random.below(4)).join('')
    const spaced = random.below(3) === 0 ? Array.from(cut).join(' ') : cut
    const q = random.below(2) === 0 ? spaced.toUpperCase().normalize('NFD') : spaced
    const pattern = `%${cut.replaceAll(/[%_]/g, String.raw`\$&`)}%`
    const expected = await shop.sql<{ id: number }[]>`
      select products.id from products join brands on brands.id = brand_id
      where replace(brands.name || products.name, ' ', '') ilike ${pattern} order by published_at desc, products.id desc`
    assert.deepEqual(
      await found(shop, { q }),
      expected.map(({ id }) => id),
      q,
    )
    if (asked % 3 === 0) {
      const byPopularity = expected.map(({ id }) => id).toSorted((one, other) => other - one)
      assert.deepEqual(await found(shop, { q, sort: 'popular' }), byPopularity, q)
    }
    matches += expected.length
  }
  assert.ok(matches > queries * 3, 'queries meet several products')
})
