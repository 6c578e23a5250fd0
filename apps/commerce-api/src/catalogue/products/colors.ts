import type { ChangeColor, NewColor, NewSku } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, violates, violatesCheck, type Fragment } from '@munova/database'
import { ProductUpdated } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { stockEvent, type StockColumns } from '../../outbox/stock-events.ts'
import { problem } from '../../problems.ts'
import { available } from '../stock/available.ts'
import { changeOwn, productEntry, type ProductChange } from './change-own.ts'

/** A change of colours and sizes: CTEs that read from `changed`, the product's row, and what the audit log says of them. */
interface ColorChange {
  parts: Fragment
  /** The id that the statement gives; without it that of the product. */
  result?: Fragment
  action: 'product.color' | 'product.size'
  details: Record<string, string | number | number[] | null>
}

/**
 * Adds a colour with its sizes, at the first free position; resolves to its id. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED,
 * COLOR_NAME_TAKEN, TOO_MANY_COLORS.
 */
export async function addColor(context: Context, change: ProductChange, color: NewColor): Promise<number> {
  const { sql } = context
  return changeColors(context, change, async () => ({
    parts: sql`
      color as (
        insert into product_colors (product_id, position, name, chosen_family)
        select changed.id, coalesce(free.position, 21), ${color.name}, ${color.family ?? null}
        from changed cross join lateral (
          select min(position) as position from generate_series(1, 20) as given (position)
          where not exists (
            select from product_colors where product_id = changed.id and product_colors.position = given.position)
        ) as free
        returning id, product_id
      ), sku as (
        insert into skus (product_id, color_id, size_mm, stock)
        select color.product_id, color.id, given.size_mm, given.stock from color, ${given(context, color.skus)}
      )`,
    result: sql`(select id from color)`,
    action: 'product.color',
    details: { added: color.name },
  }))
}

/** Renames a colour, or puts it into another family. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED, COLOR_NOT_FOUND, COLOR_NAME_TAKEN. */
export async function changeColor(
  context: Context,
  change: ProductChange & { colorId: number },
  { name, family }: ChangeColor,
): Promise<void> {
  const { sql } = context
  await changeColors(context, change, async () => {
    const known = await requireColor(context, change)
    return {
      parts: sql`
        color as (
          update product_colors set ${sql({
            ...(name !== undefined && { name }),
            ...(family !== undefined && { chosen_family: family }),
          })}
          from changed where product_colors.id = ${change.colorId} and product_id = changed.id
        )`,
      action: 'product.color',
      details: {
        colorId: change.colorId,
        ...(name !== undefined && { from: known.name, to: name }),
        ...(family !== undefined && { family }),
      },
    }
  })
}

/**
 * Adds sizes to a colour; one that was removed is on sale again. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED,
 * COLOR_NOT_FOUND, SIZE_TAKEN.
 */
export async function addSizes(
  context: Context,
  change: ProductChange & { colorId: number },
  skus: readonly NewSku[],
): Promise<void> {
  const { sql } = context
  await changeColors(context, change, async () => {
    const { sizes } = await requireColor(context, change)
    // Every statement that adds or removes a size changes the revision, on which this one is conditional.
    if (skus.some(({ sizeMm }) => sizes.includes(sizeMm))) throw problem('SIZE_TAKEN')
    return {
      parts: sql`
        sku as (
          insert into skus (product_id, color_id, size_mm, stock)
          select changed.id, ${change.colorId}, given.size_mm, given.stock from changed, ${given(context, skus)}
          on conflict on constraint skus_size_key do update set stock = excluded.stock, removed_at = null
        )`,
      action: 'product.size',
      details: { colorId: change.colorId, added: skus.map(({ sizeMm }) => sizeMm) },
    }
  })
}

/**
 * Removes a size from sale with its stock. Removing it again has no effect. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED,
 * SKU_NOT_FOUND, STOCK_COMMITTED while pairs of it are reserved or sold and not shipped.
 */
export async function removeSize(context: Context, change: ProductChange & { skuId: number }): Promise<void> {
  const { sql } = context
  const { productId, skuId } = change
  await changeColors(context, change, async () => {
    const [sku] = await sql<{ isRemoved: boolean }[]>`
      select removed_at is not null as "isRemoved" from skus where id = ${skuId} and product_id = ${productId}`
    if (!sku) throw problem('SKU_NOT_FOUND')
    if (sku.isRemoved) return undefined
    const removed = cte<StockColumns>(
      sql,
      'sku',
      sql`
        update skus set removed_at = now(), stock = 0
        from changed where skus.id = ${skuId}
        returning skus.id, skus.product_id, ${available(sql)} as available`,
    )
    return {
      parts: sql`${removed.definition}, stock_event as (${stockEvent(sql, removed)})`,
      action: 'product.size',
      details: { removed: skuId },
    }
  })
}

/** `describe` reads what the change depends on; undefined: there is nothing to do. Resolves to the id of its result. */
async function changeColors(
  context: Context,
  change: ProductChange,
  describe: () => Promise<ColorChange | undefined>,
): Promise<number> {
  const { sql } = context
  const { productId } = change
  const resultId = await changeOwn(sql, change, async ({ status, revision }) => {
    if (status === 'REMOVED') throw problem('PRODUCT_REMOVED')
    const described = await describe()
    if (!described) return productId
    const { parts, result = sql`id`, action, details } = described
    const changed = cte<ProductColumns>(
      sql,
      'changed',
      sql`
        update products set revision = revision + 1
        where id = ${productId} and revision = ${revision}
        returning *`,
    )
    const entry = productEntry(sql, change, { action, details: sql`${sql.json(details)}`, from: changed })
    const [done] = await sql<{ id: number }[]>`
      with ${changed.definition}, ${parts},
        event as (${productEvent(sql, ProductUpdated, changed)}), audit as (${entry})
      select ${result} as id from ${changed.name}`.catch(rejected)
    return done?.id
  })
  context.outbox.wake()
  return resultId
}

function rejected(error: unknown): never {
  if (violates(error, 'product_colors_product_id_name_key')) throw problem('COLOR_NAME_TAKEN')
  if (violatesCheck(error, 'product_colors_position_check')) throw problem('TOO_MANY_COLORS')
  throw violatesCheck(error, 'skus_committed') ? problem('STOCK_COMMITTED') : error
}

function given({ sql }: Context, skus: readonly NewSku[]): Fragment {
  return sql`
    unnest(${skus.map(({ sizeMm }) => sizeMm)}::int[], ${skus.map(({ stock }) => stock)}::int[]) as given (size_mm, stock)`
}

/** A colour of the product and its sizes that are on sale. Throws COLOR_NOT_FOUND. */
async function requireColor(
  { sql }: Context,
  { productId, colorId }: ProductChange & { colorId: number },
): Promise<{ name: string; sizes: number[] }> {
  const [color] = await retryOnConnectionLoss(
    () => sql<{ name: string; sizes: number[] }[]>`
      select name, array(select size_mm from skus where color_id = product_colors.id and product_id = ${productId}
        and removed_at is null)::int[] as sizes
      from product_colors where id = ${colorId} and product_id = ${productId}`,
  )
  if (!color) throw problem('COLOR_NOT_FOUND')
  return color
}
