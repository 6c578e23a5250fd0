import type { Sql } from '@munova/database'

/** What writes a product into lists and searches when it, its colours, pictures, SKUs, likes, reviews or stock change. */
const WRITERS = [
  ['products', 'products_search_insert'],
  ['products', 'products_search_popularity'],
  ['products', 'products_cards_insert'],
  ['product_colors', 'product_colors_search_insert'],
  ['product_images', 'product_images_cards_insert'],
  ['skus', 'skus_cards_insert'],
  ['skus', 'skus_cards_update'],
  ['like_counts', 'like_counts_cards_insert'],
  ['reviews', 'reviews_cards_insert'],
] as const

/** Products that one statement writes. */
const CHUNK = 2_000

/**
 * Runs `fill`, which adds products and all that belongs to them, and then writes each into lists and searches, by the functions of the
 * triggers: these would do it many times. Nobody else may change products meanwhile. A fill that is killed leaves a database
 * that cannot be used; its ids are behind, too.
 */
export async function writeOnce(sql: Sql, fill: () => Promise<void>): Promise<void> {
  const switchWriters = async (to: 'enable' | 'disable') => {
    for (const [table, trigger] of WRITERS)
      await sql`alter table ${sql(table)} ${sql.unsafe(to)} trigger ${sql(trigger)}`
  }
  await switchWriters('disable')
  // Many entries at a time are much less work for the index.
  await sql`alter index product_words_letters set (fastupdate = on)`
  try {
    await fill()
    await writeProducts(sql)
  } finally {
    await switchWriters('enable')
    await sql`alter index product_words_letters set (fastupdate = off)`
  }
  await sql`select gin_clean_pending_list('product_words_letters')`
}

async function writeProducts(sql: Sql): Promise<void> {
  // Without statistics of the new rows the statements take twice as long.
  await sql`analyze`
  const [{ last }] = await sql<[{ last: number }]>`select max(id) as last from products`
  for (let first = 1; first <= last; first += CHUNK) {
    const ids = sql`array(select id from products where id between ${first} and ${first + CHUNK - 1})`
    await sql`select index_products(${ids})`
    await sql`select write_product_cards(${ids})`
  }
}
