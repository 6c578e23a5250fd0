import { pictureUrl } from '@munova/commerce-contract'
import { pictureId } from '@munova/pictures'
import { shoeKindOf, type ShoeDrawing, type ShoeView } from '@munova/shoe-drawings'
import type { Leaf } from './products.ts'

/** A picture of a product, and how it is drawn. */
export interface SeedPicture {
  /** A hash of how it is drawn, not of its bytes: it is known before it is drawn. */
  id: string
  drawing: ShoeDrawing
}

/** Id of the root category. */
const CHILDREN = 3

/** The first views of a product, in its first colour. */
export function seedPictures(
  product: { id: number; sellerId: number; leaf: Leaf; colors: readonly { name: string }[] },
  count: number,
): SeedPicture[] {
  const { id, sellerId, leaf, colors } = product
  const views: ShoeView[] = ['side', 'pair', id % 2 === 0 ? 'toe' : 'heel', 'sole']
  return views.slice(0, count).map((view) => {
    const drawing = {
      kind: shoeKindOf(leaf.name),
      colour: colors[0]!.name,
      model: `product ${id}`,
      view,
      isForChildren: leaf.rootId === CHILDREN,
    }
    return { id: pictureId(sellerId, Buffer.from(JSON.stringify(drawing))), drawing }
  })
}

/** The address of a picture as a product shows it. */
export function addressOf({ id }: SeedPicture): string {
  return pictureUrl({ id, width: '600' })
}
