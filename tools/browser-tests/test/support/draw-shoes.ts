import type { Sql } from '@munova/database'
import { openPictureStore } from '@munova/pictures'
import { defaultSeed, drawPictures, planShop, readLeaves } from '@munova/tool-seed'

/** Draws the pictures of these products of the demo shop, and of no others: all of them take minutes. */
export async function drawShoes(sql: Sql, productIds: readonly number[], folder: string): Promise<void> {
  const images = await sql<{ url: string }[]>`
    select url from product_images where product_id in ${sql([...productIds])}`
  const wanted = new Set(images.map(({ url }) => url.split('/').at(-2)))
  const { products } = planShop(defaultSeed, await readLeaves(sql))
  const store = openPictureStore(folder)
  await drawPictures(
    products.map((product) => ({
      ...product,
      pictures: product.pictures.filter(({ id }) => wanted.has(id)),
    })),
    store,
  )
  store.close()
}
