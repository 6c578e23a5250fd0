import { connect, type Sql } from '@munova/database'
import { copyRows } from '../database/copy.ts'
import { SeedError } from '../database/seed-marker.ts'
import { randomOf } from '../deterministic/random.ts'
import { fillCommerce, readLeaves } from '../shop/fill-commerce.ts'
import { fillLikes } from './fill-likes.ts'
import { fillPopularity } from './fill-popularity.ts'
import { fillProducts } from './fill-products.ts'
import { fillTrade } from './fill-trade.ts'
import { type LargeBrand, largeBrands } from './large-brands.ts'
import { fillMembers } from './fill-members.ts'
import { brandOf, type LargePlan } from './large-products.ts'
import { writeOnce } from './write-once.ts'

export interface LargeOptions {
  /** A migrated database, empty or with the demo shop. */
  commerceUrl: string
  seed: number
  /** Products in all, those of the demo shop included. */
  products?: number
  log?: (line: string) => void
}

const PRODUCTS = 100_000
const PRODUCTS_PER_BRAND = 333
const BRANDS_PER_SELLER = 3
const PRODUCTS_PER_BUYER = 5

/**
 * Adds products to the demo shop until there are as many as given, with their brands, sellers, buyers, likes, orders and reviews. Deterministic, but
 * for what the database stamps itself. What is derived from rows is made by the functions of the tables' own triggers, so it is what it
 * would be had they been written one by one. Throws `SeedError` for a database that has more than the demo shop.
 */
export async function fillLarge(options: LargeOptions): Promise<void> {
  const { commerceUrl, seed, products = PRODUCTS, log = () => {} } = options
  const sql = connect(commerceUrl, { max: 1, name: 'munova-seed', statementTimeoutMs: 0 })
  try {
    const demo = await fillCommerce(sql, seed)
    if (demo.seed !== seed) throw new SeedError(`the demo shop has the seed ${demo.seed}`)
    const [{ orders, ...last }] = await sql<[Last]>`
      select (select max(id) from products) as product, (select max(id) from brands) as brand,
        (select max(id) from members) as member, (select max(id) from product_colors) as color,
        (select max(id) from skus) as sku, (select count(*)::int from orders) as orders`
    if (orders > 0) throw new SeedError('the database has orders')
    const brandCount = Math.max(2, Math.round(products / PRODUCTS_PER_BRAND))
    const sellers = { firstId: last.member + 1, count: Math.ceil(brandCount / BRANDS_PER_SELLER) }
    const buyers = {
      firstId: sellers.firstId + sellers.count,
      count: Math.ceil(products / PRODUCTS_PER_BUYER),
    }
    const businesses = await fillMembers(sql, seed, { sellers, buyers })
    const brands = largeBrands(randomOf(seed, 'large brands'), {
      count: brandCount,
      firstId: last.brand + 1,
      sellerIds: Array.from({ length: sellers.count }, (_, index) => sellers.firstId + index),
    })
    await copyRows(sql, 'brands', BRAND_COLUMNS, brands)
    const plan: LargePlan = {
      seed,
      brands,
      leaves: randomOf(seed, 'large leaves').shuffle(await readLeaves(sql)),
      pictures: await readPictures(sql),
    }
    log(`${brandCount} brands, ${sellers.count} sellers, ${buyers.count} buyers`)
    const next = { product: last.product + 1, color: last.color + 1, sku: last.sku + 1 }
    const selling = { ...plan, businessOf: (id: number) => businesses[id - sellers.firstId]! }
    const scope = { seed, products, buyers }
    const biasOf = (id: number) => (id > last.product ? brandOf(plan, id).fitBias : 0)
    await writeOnce(sql, async () => {
      await fillProducts(sql, selling, { next, last: products })
      log(`${products} products`)
      await fillLikes(sql, scope)
      log('likes')
      await fillTrade(sql, { ...scope, biasOf })
      log('orders and reviews')
      await fillPopularity(sql)
      log('popularity')
    })
    log('lists and searches')
    await continueIds(sql)
    await sql`vacuum analyze`
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const BRAND_COLUMNS = {
  id: ({ id }: LargeBrand) => id,
  name: ({ name }: LargeBrand) => name,
}

interface Last {
  product: number
  brand: number
  member: number
  color: number
  sku: number
  orders: number
}

/** The pictures of the demo shop by the leaf that they show: there are too many products for pictures of their own. */
async function readPictures(sql: Sql): Promise<Map<string, string[]>> {
  const rows = await sql<{ leaf: string; urls: string[] }[]>`
    select categories.name as leaf, array_agg(url order by url) as urls
    from product_images join products on products.id = product_id join categories on categories.id = category_id
    group by categories.name`
  return new Map(rows.map(({ leaf, urls }) => [leaf, urls]))
}

/** Ids were given, so the tables' own counters are behind. */
async function continueIds(sql: Sql): Promise<void> {
  for (const table of 'members brands products product_colors skus orders order_items payments shipments'.split(
    ' ',
  )) {
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), (select max(id) from ${sql(table)}))`
  }
}
