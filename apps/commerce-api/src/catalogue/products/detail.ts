import type { ProductDetail, SellerColor, SellerProduct } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { usualAnswerMinutes } from '../../answers/usual-time.ts'
import { businessColumn } from '../../accounts/businesses/business.ts'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { reviewFigures } from '../figures/reviews.ts'
import { likesOf } from '../figures/likes.ts'
import { available } from '../stock/available.ts'
import type { OwnProduct } from './change-own.ts'
import { brandColumn, summaryColumns } from './columns.ts'

/** Everything that the pages of buyers and sellers show of a product; each leaves out what it does not. */
interface ProductRow extends SellerProduct, Pick<ProductDetail, 'seller' | 'drop' | 'likes' | 'reviews'> {}

/** A published product with everything its page shows. Throws PRODUCT_NOT_FOUND. */
export async function getProduct({ sql }: Context, id: number): Promise<ProductDetail> {
  const row = await readProduct(sql, sql`products.id = ${id} and products.status = 'PUBLISHED'`)
  if (!row?.publishedAt) throw problem('PRODUCT_NOT_FOUND')
  const { colors, ...rest } = row
  const { status: _status, revision: _revision, createdAt: _createdAt, plannedSale: _sale, ...page } = rest
  return {
    ...page,
    // Only the seller sees how much of the stock is held by orders.
    colors: colors.map(({ skus, chosenFamily: _chosen, ...color }) => ({
      ...color,
      skus: skus.map(({ id: skuId, sizeMm, available: stock, waiting }) => ({
        id: skuId,
        sizeMm,
        stock,
        waiting,
      })),
    })),
    publishedAt: row.publishedAt,
  }
}

/** A seller's own product in any state. Throws PRODUCT_NOT_FOUND, for another seller's product too. */
export async function getOwnProduct(
  { sql }: Context,
  { sellerId, productId }: OwnProduct,
): Promise<SellerProduct> {
  const row = await readProduct(sql, sql`products.id = ${productId} and seller_id = ${sellerId}`)
  if (!row) throw problem('PRODUCT_NOT_FOUND')
  const { seller: _seller, drop: _drop, likes: _likes, reviews: _reviews, ...page } = row
  return page
}

/** A colour of a seller's own product with its sizes. Throws PRODUCT_NOT_FOUND, COLOR_NOT_FOUND. */
export async function getOwnColor(
  context: Context,
  { colorId, ...own }: OwnProduct & { colorId: number },
): Promise<SellerColor> {
  const { colors } = await getOwnProduct(context, own)
  const color = colors.find(({ id }) => id === colorId)
  if (!color) throw problem('COLOR_NOT_FOUND')
  return color
}

/** One statement, so that colours, sizes and images are those of one revision. */
async function readProduct(sql: Sql, condition: Fragment): Promise<ProductRow | undefined> {
  const columns = columnList<ProductRow>(sql, {
    ...summaryColumns(sql),
    description: sql`description`,
    brand: brandColumn(sql),
    category: sql`json_build_object('id', categories.id, 'parentId', categories.parent_id, 'name', categories.name)`,
    seller: sql`json_build_object('id', members.id, 'name', members.name,
      'business', case when seller_businesses.member_id is not null then ${businessColumn(sql)} end,
      'usualAnswerMinutes', ${usualAnswerMinutes(sql, sql`members.id`)})`,
    disclosure: sql`disclosure`,
    colors: colorsColumn(sql),
    images: imagesColumn(sql),
    likes: likesOf(sql, sql`products.id`),
    reviews: reviewFigures(sql),
    purchaseLimit: sql`purchase_limit`,
    drop: dropColumn(sql),
    plannedSale: sql`case when sale_until > now() then json_build_object('price', sale_price,
      'from', ${isoInstant(sql, sql`sale_from`)}, 'until', ${isoInstant(sql, sql`sale_until`)}) end`,
    status: sql`products.status`,
    revision: sql`products.revision`,
    createdAt: isoInstant(sql, sql`products.created_at`),
    publishedAt: isoInstant(sql, sql`published_at`),
  })
  // Indexes products_pkey, categories_pkey, product_colors (product_id, position), skus_size_key,
  // product_images_pkey, seller_businesses_pkey, seller_answers_pkey, like_counts_pkey, like_changes_product, reviews_rating,
  // waiting_rooms_pkey.
  const [row] = await retryOnConnectionLoss(
    () => sql<ProductRow[]>`
      select ${columns}
      from products
        join brands on brands.id = brand_id
        join categories on categories.id = category_id
        join members on members.id = seller_id
        left join seller_businesses on seller_businesses.member_id = seller_id
      where ${condition}`,
  )
  return row
}

/** The contract's SellerColor, as a JSON array in the seller's order. */
function colorsColumn(sql: Sql): Fragment {
  return sql`(
    select coalesce(json_agg(json_build_object('id', product_colors.id, 'name', product_colors.name, 'family', family,
      'chosenFamily', chosen_family, 'skus', (
      select coalesce(json_agg(json_build_object(
        'id', skus.id, 'sizeMm', size_mm, 'stock', stock, 'available', ${available(sql)}, 'waiting', waiting
      ) order by size_mm), '[]')
      from skus
      where skus.product_id = products.id and color_id = product_colors.id and removed_at is null
    )) order by position), '[]')
    from product_colors where product_id = products.id
  )`
}

/** All images, as a JSON array in the seller's order. */
function imagesColumn(sql: Sql): Fragment {
  return sql`(
    select coalesce(json_agg(url order by position), '[]') from product_images where product_id = products.id
  )`
}

/** The contract's ProductDrop, as JSON, until it closes. */
function dropColumn(sql: Sql): Fragment {
  return sql`(
    select json_build_object('opensAt', ${isoInstant(sql, sql`opens_at`)}, 'closesAt', ${isoInstant(sql, sql`closes_at`)})
    from waiting_rooms where resource = 'product:' || products.id and closes_at > now()
  )`
}
