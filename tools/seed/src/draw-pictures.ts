import { renderSizes, type PictureStore } from '@munova/pictures'
import { drawPicture } from '@munova/shoe-drawings'
import sharp from 'sharp'
import { demoAccounts } from './shop/members.ts'
import type { SeedProduct } from './shop/products.ts'

/** A page of the list. */
const PAGE = 24

/**
 * Draws the pictures of the shop that are not in the store yet: the first one of each product, then the others. First come the
 * newest products, with which the home page and the list begin, then the demo seller's, which the demo people have bought and
 * asked about. Resolves to their number. The seed does not wait for it.
 */
export async function drawPictures(products: readonly SeedProduct[], store: PictureStore): Promise<number> {
  const newest = products.toSorted((one, other) => timeOf(other) - timeOf(one))
  const demo = newest.filter(({ sellerId }) => sellerId === demoAccounts.seller.id)
  const ordered = [...new Set([...newest.slice(0, PAGE), ...demo, ...newest])]
  const first = ordered.flatMap(({ pictures }) => pictures.slice(0, 1))
  const others = ordered.flatMap(({ pictures }) => pictures.slice(1))
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
