import { encodeCursor } from '@munova/service'
import type { Sql } from '@munova/database'
import { type Random, randomOf } from '@munova/tool-seed'
import type { Requests } from './generate-load.ts'

/** Different requests of each kind. */
const PATHS = 2_000
const PAGE = 24
/** Where the deep page begins. */
const DEEP = 0.96

/** The most frequent requests of a large shop. */
export async function catalogueRequests(sql: Sql, url: string): Promise<Requests[]> {
  const random = randomOf(1, 'requests')
  const [shop] = await sql<
    [{ leaves: number[]; largest: number; brands: number[]; products: number[]; words: string[] }]
  >`
    select (select array_agg(distinct category_id) from products) as leaves,
      (select root_category_id from products where status = 'PUBLISHED' group by 1 order by count(*) desc limit 1) as largest,
      (select array_agg(brand_id order by products desc, brand_id) from (
        select brand_id, count(*) as products from products group by brand_id) as counted) as brands,
      (select array_agg(id) from products where status = 'PUBLISHED') as products,
      (select array_agg(word) from (
        select string_to_table(name, ' ') as word from products order by md5(id::text) limit 10000
      ) as named) as words`
  const first = list('sort=new')
  const facets = `/v1/products/facets?category=${shop.largest}`
  const { headers } = await fetch(`${url}${first}`)
  return [
    {
      key: 'list',
      label: 'list of a category in any order',
      paths: times(() => {
        const sort = random.pick(['new', 'popular', 'priceAsc', 'priceDesc', 'discount'])
        return list(`category=${random.pick(shop.leaves)}&sort=${sort}`)
      }),
    },
    {
      key: 'filtered',
      label: 'a size, three brands, a range of prices',
      paths: times(() => list(filter(random, shop.brands))),
    },
    { key: 'detail', label: 'product', paths: times(() => `/v1/products/${random.pick(shop.products)}`) },
    { key: 'first', label: 'first page of all', paths: [first] },
    { key: 'deep', label: `page at ${DEEP * 100} %`, paths: [`${first}&cursor=${await deepCursor(sql)}`] },
    { key: 'search2', label: 'two syllables', paths: times(() => search(random, shop.words, 2)) },
    { key: 'search4', label: 'four syllables', paths: times(() => search(random, shop.words, 4)) },
    {
      key: 'facets',
      label: 'counts of the largest category',
      // Each is another question, of as many products: a process counts every one.
      paths: Array.from({ length: PATHS }, (_, won) => `${facets}&minPrice=${won}`),
      connections: 1,
    },
    { key: 'facetsWarm', label: 'the same counts again', paths: [facets], connections: 1 },
    {
      key: 'etag',
      label: 'first page, not modified',
      paths: [first],
      headers: { 'if-none-match': headers.get('etag')! },
    },
  ]
}

const times = (path: () => string) => Array.from({ length: PATHS }, path)
const list = (query: string) => `/v1/products?limit=${PAGE}&${query}`

/** One brand each of the most common tenth, of the next quarter, and of the others. */
function filter(random: Random, brands: readonly number[]): string {
  const [tenth, third] = [Math.ceil(brands.length / 10), Math.ceil(brands.length / 3)]
  const parts = [brands.slice(0, tenth), brands.slice(tenth, third), brands.slice(third)]
  const chosen = parts.map((part) => `brand=${random.pick(part)}`).join('&')
  const least = random.int(2, 10) * 10_000
  return `${chosen}&size=${random.int(44, 56) * 5}&minPrice=${least}&maxPrice=${least + 80_000}&sort=priceAsc`
}

/** Syllables that follow each other in a word of a name. */
function search(random: Random, words: readonly string[], length: number): string {
  for (;;) {
    const word = random.pick(words)
    if (word.length < length) continue
    const start = random.int(0, word.length - length)
    return list(`sort=popular&q=${encodeURIComponent(word.slice(start, start + length))}`)
  }
}

async function deepCursor(sql: Sql): Promise<string> {
  const [place] = await sql<[{ publishedAt: Date; id: number }]>`
    select published_at as "publishedAt", id from products where status = 'PUBLISHED'
    order by published_at desc, id desc
    offset (select floor(count(*) * ${DEEP}::float8)::int from products where status = 'PUBLISHED') limit 1`
  return encodeCursor(['new', place.publishedAt.getTime(), place.id])
}
