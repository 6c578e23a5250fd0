import type { Sql } from '@munova/database'
import { copyRows } from '../database/copy.ts'
import type { SeedBusiness } from '../shop/businesses.ts'
import { disclosureOf } from '../shop/disclosures.ts'
import type { SizeStock } from '../shop/sizes.ts'
import { type LargePlan, type LargeProduct, largeProduct } from './large-products.ts'

/** Products that are in memory at the same time. */
const CHUNK = 2_000

/** The ids that come next. */
export interface NextIds {
  product: number
  color: number
  sku: number
}

/** Adds the products from the next id to `last`. */
export async function fillProducts(
  sql: Sql,
  plan: LargePlan & { businessOf: (sellerId: number) => SeedBusiness },
  { next, last }: { next: NextIds; last: number },
): Promise<void> {
  let { color, sku } = next
  for (let first = next.product; first <= last; first += CHUNK) {
    const count = Math.min(CHUNK, last - first + 1)
    const products = Array.from({ length: count }, (_, index) => largeProduct(plan, first + index))
    const colors = products.flatMap((product) =>
      product.colors.map((each, index) => ({
        ...each,
        id: color++,
        productId: product.id,
        position: index + 1,
      })),
    )
    const skus = colors.flatMap(({ id: colorId, productId, sizes }) =>
      sizes.map((size) => ({ ...size, id: sku++, productId, colorId })),
    )
    const images = products.flatMap(({ id, images: urls }) =>
      urls.map((url, index) => ({ productId: id, position: index + 1, url })),
    )
    await copyRows(sql, 'products', productColumns(plan.businessOf), products)
    await copyRows(sql, 'product_colors', COLOR_COLUMNS, colors)
    await copyRows(sql, 'product_images', IMAGE_COLUMNS, images)
    await copyRows(sql, 'skus', SKU_COLUMNS, skus)
  }
  await sql`
    insert into product_price_lows (product_id, day, price)
    select id, (sale_from at time zone 'Asia/Seoul')::date, list_price from products where list_price is not null`
}

interface OfProduct {
  productId: number
}
interface Numbered extends OfProduct {
  position: number
}

const COLOR_COLUMNS = {
  id: ({ id }: { id: number }) => id,
  product_id: ({ productId }: Numbered) => productId,
  position: ({ position }: Numbered) => position,
  name: ({ name }: { name: string }) => name,
}
const IMAGE_COLUMNS = {
  product_id: ({ productId }: Numbered) => productId,
  position: ({ position }: Numbered) => position,
  url: ({ url }: { url: string }) => url,
}
const SKU_COLUMNS = {
  id: ({ id }: { id: number }) => id,
  product_id: ({ productId }: OfProduct) => productId,
  color_id: ({ colorId }: { colorId: number }) => colorId,
  size_mm: ({ sizeMm }: SizeStock) => sizeMm,
  stock: ({ stock }: SizeStock) => stock,
}

const productColumns = (businessOf: (sellerId: number) => SeedBusiness) => ({
  id: ({ id }: LargeProduct) => id,
  seller_id: ({ brand }: LargeProduct) => brand.sellerId,
  brand_id: ({ brand }: LargeProduct) => brand.id,
  category_id: ({ leaf }: LargeProduct) => leaf.id,
  root_category_id: ({ leaf }: LargeProduct) => leaf.rootId,
  name: ({ name }: LargeProduct) => name,
  description: ({ description }: LargeProduct) => description,
  price: ({ listPrice, sale }: LargeProduct) => sale?.price ?? listPrice,
  status: () => 'PUBLISHED',
  // Creating, publishing, and the beginning of a sale.
  revision: ({ sale }: LargeProduct) => (sale ? 3 : 2),
  created_at: ({ createdAt }: LargeProduct) => createdAt,
  published_at: ({ publishedAt }: LargeProduct) => publishedAt,
  disclosure: ({ leaf, brand }: LargeProduct) =>
    JSON.stringify(disclosureOf({ leaf }, businessOf(brand.sellerId))),
  list_price: ({ listPrice, sale }: LargeProduct) => (sale ? listPrice : null),
  sale_price: ({ sale }: LargeProduct) => sale?.price ?? null,
  sale_from: ({ sale }: LargeProduct) => sale?.from ?? null,
  sale_until: ({ sale }: LargeProduct) => sale?.until ?? null,
  lowest_price: ({ listPrice, sale }: LargeProduct) => (sale ? listPrice : null),
  price_changes_at: ({ sale }: LargeProduct) => sale?.until ?? null,
})
