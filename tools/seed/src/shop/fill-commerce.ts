import type { Sql } from '@munova/database'
import { type SeedBrand, seedBrands } from './brands.ts'
import { seedBusinesses } from './businesses.ts'
import { disclosureOf } from './disclosures.ts'
import { column } from '../database/column.ts'
import { fillOnce, marker } from '../database/seed-marker.ts'
import { demoPasswordHash, seedMembers, type SeedMember } from './members.ts'
import { type Leaf, seedProducts, type SeedProduct } from './products.ts'

/** The content of the seeded shop. */
export interface SeedShop {
  members: SeedMember[]
  brands: SeedBrand[]
  products: SeedProduct[]
}

/** Pure: the same seed and leaves give the same shop. */
export function planShop(seed: number, leaves: readonly Leaf[]): SeedShop {
  const members = seedMembers(seed)
  const brands = seedBrands(members)
  return { members, brands, products: seedProducts(seed, brands, leaves) }
}

/** The leaf categories, which the migrations create. */
export function readLeaves(sql: Sql): Promise<Leaf[]> {
  return sql<Leaf[]>`
    select id, parent_id as "rootId", name from categories where parent_id is not null order by id`
}

/** Fills an empty, migrated commerce database. */
export function fillCommerce(sql: Sql, seed: number): Promise<{ seed: number; filled: boolean }> {
  return fillOnce(sql, {
    seed,
    tables: ['members', 'brands', 'products'],
    write: async () => write(sql, seed, planShop(seed, await readLeaves(sql))),
  })
}

/** A single statement, hence atomic. Foreign keys are checked at its end. */
async function write(sql: Sql, seed: number, { members, brands, products }: SeedShop): Promise<void> {
  const colors = products
    .flatMap(({ id, colors: list }) =>
      list.map((color, index) => ({ ...color, productId: id, position: index + 1 })),
    )
    .map((color, index) => ({ ...color, id: index + 1 }))
  const skus = colors.flatMap(({ id, productId, sizes }) =>
    sizes.map((size) => ({ ...size, productId, colorId: id })),
  )
  const images = products.flatMap(({ id, images: urls }) =>
    urls.map((url, index) => ({ productId: id, position: index + 1, url })),
  )

  const pictures = products.flatMap(({ sellerId, createdAt, pictures: drawn }) =>
    drawn.map(({ id }) => ({ id, ownerId: sellerId, createdAt })),
  )

  const businesses = seedBusinesses(members)
  const businessOf = new Map(businesses.map((business) => [business.sellerId, business]))
  const disclosures = products.map((product) =>
    JSON.stringify(disclosureOf(product, businessOf.get(product.sellerId)!)),
  )

  await sql`
    with marker as (${marker(sql, seed)}),
    m as (
      insert into members (id, email, name, password_hash, role, revision, created_at, email_verified_at)
      overriding system value
      select id, email, name, ${demoPasswordHash}, role, revision, created_at, created_at from unnest(
        ${column(members, 'id')}::bigint[], ${column(members, 'email')}::text[], ${column(members, 'name')}::text[],
        ${column(members, 'role')}::text[], ${column(members, 'revision')}::int[],
        ${sql.array(column(members, 'createdAt'))}
      ) as t (id, email, name, role, revision, created_at)
    ),
    business as (
      insert into seller_businesses (member_id, company_name, representative, address, phone, email,
        registration_number, mail_order_number, changed_at)
      select t.*, created_at from unnest(
        ${column(businesses, 'sellerId')}::bigint[], ${column(businesses, 'companyName')}::text[],
        ${column(businesses, 'representative')}::text[], ${column(businesses, 'address')}::text[],
        ${column(businesses, 'phone')}::text[], ${column(businesses, 'email')}::text[],
        ${column(businesses, 'registrationNumber')}::text[], ${column(businesses, 'mailOrderNumber')}::text[]
      ) as t (member_id, company_name, representative, address, phone, email, registration_number, mail_order_number)
        join unnest(${column(members, 'id')}::bigint[], ${sql.array(column(members, 'createdAt'))})
          as m (id, created_at) on m.id = t.member_id
    ),
    b as (
      insert into brands (id, name) overriding system value
      select * from unnest(${column(brands, 'id')}::bigint[], ${column(brands, 'name')}::text[])
    ),
    p as (
      insert into products (id, seller_id, brand_id, category_id, root_category_id, name, description, price,
        status, revision, created_at, published_at, disclosure) overriding system value
      select * from unnest(
        ${column(products, 'id')}::bigint[], ${column(products, 'sellerId')}::bigint[],
        ${column(products, 'brandId')}::bigint[], ${products.map(({ leaf }) => leaf.id)}::int[],
        ${products.map(({ leaf }) => leaf.rootId)}::int[], ${column(products, 'name')}::text[],
        ${column(products, 'description')}::text[], ${column(products, 'price')}::int[],
        ${column(products, 'status')}::text[], ${column(products, 'revision')}::int[],
        ${sql.array(column(products, 'createdAt'))}, ${sql.array(column(products, 'publishedAt'))},
        ${disclosures}::text[]::jsonb[])
    ),
    c as (
      insert into product_colors (id, product_id, position, name) overriding system value
      select * from unnest(${column(colors, 'id')}::bigint[], ${column(colors, 'productId')}::bigint[],
        ${column(colors, 'position')}::int[], ${column(colors, 'name')}::text[])
    ),
    s as (
      insert into skus (id, product_id, color_id, size_mm, stock) overriding system value
      select * from unnest(${skus.map((_, index) => index + 1)}::bigint[], ${column(skus, 'productId')}::bigint[],
        ${column(skus, 'colorId')}::bigint[], ${column(skus, 'sizeMm')}::int[], ${column(skus, 'stock')}::int[])
    ),
    pic as (
      insert into pictures (id, owner_id, width, height, uploaded_at, stored_at, used_at)
      select id, owner_id, 1200, 1200, created_at, created_at, created_at from unnest(
        ${column(pictures, 'id')}::text[], ${column(pictures, 'ownerId')}::bigint[],
        ${sql.array(column(pictures, 'createdAt'))}) as t (id, owner_id, created_at)
    ),
    i as (
      insert into product_images (product_id, position, url)
      select * from unnest(${column(images, 'productId')}::bigint[], ${column(images, 'position')}::int[],
        ${column(images, 'url')}::text[])
    )
    select
      setval(pg_get_serial_sequence('members', 'id'), ${members.length}),
      setval(pg_get_serial_sequence('brands', 'id'), ${brands.length}),
      setval(pg_get_serial_sequence('products', 'id'), ${products.length}),
      setval(pg_get_serial_sequence('product_colors', 'id'), ${colors.length}),
      setval(pg_get_serial_sequence('skus', 'id'), ${skus.length})`
}
