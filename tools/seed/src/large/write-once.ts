import type { Sql } from '@munova/database'

/** What these triggers write of a new product, the ones of its colours and SKUs, which follow, write again. */
const REPEATED = [
  ['products', 'products_search_insert'],
  ['products', 'products_cards_insert'],
  ['product_images', 'product_images_cards_insert'],
] as const

/**
 * Runs `fill`, which adds products with colours and SKUs, so that each is written into lists and searches once, and the GIN index of letters is
 * written in batches. Nobody else may add products meanwhile. A fill that is killed leaves a database that cannot be used: its ids are
 * behind, too.
 */
export async function writeOnce(sql: Sql, fill: () => Promise<void>): Promise<void> {
  const switchTriggers = async (to: 'enable' | 'disable') => {
    for (const [table, trigger] of REPEATED)
      await sql`alter table ${sql(table)} ${sql.unsafe(to)} trigger ${sql(trigger)}`
  }
  await switchTriggers('disable')
  await sql`alter index product_words_letters set (fastupdate = on)`
  try {
    await fill()
  } finally {
    await switchTriggers('enable')
    await sql`alter index product_words_letters set (fastupdate = off)`
  }
  await sql`select gin_clean_pending_list('product_words_letters')`
}
