import { renderSizes, type PictureStore } from '@munova/pictures'
import { drawPicture } from '@munova/shoe-drawings'
import sharp from 'sharp'
import type { SeedProduct } from './shop/products.ts'

/**
 * Draws the pictures of the shop that are not in the store yet: the first one of each product, in the order of the list that
 * shoppers see first, then the others. Resolves to their number. The seed does not wait for it.
 */
export async function drawPictures(products: readonly SeedProduct[], store: PictureStore): Promise<number> {
  const newest = products.toSorted((one, other) => timeOf(other) - timeOf(one))
  const first = newest.flatMap(({ pictures }) => pictures.slice(0, 1))
  const others = newest.flatMap(({ pictures }) => pictures.slice(1))
  let drawn = 0
  for (const { id, drawing } of [...first, ...others]) {
    if (await store.get(id, 1_200)) continue
    const { sizes } = await renderSizes(sharp(Buffer.from(drawPicture(drawing))))
    await store.put(id, sizes)
    drawn++
  }
  return drawn
}

function timeOf({ publishedAt }: SeedProduct): number {
  return publishedAt?.getTime() ?? 0
}
