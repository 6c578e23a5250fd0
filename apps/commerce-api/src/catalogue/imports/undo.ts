import type { KeptProduct, UndoneImport } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import { Problem } from '@munova/service'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import type { ProductChange } from '../products/change-own.ts'
import { removeProduct } from '../products/remove.ts'
import type { Column } from './columns.ts'
import { mapAtOnce } from './map-at-once.ts'
import { columnsOf, moveProduct } from './move.ts'
import { readStates, type ProductState } from './state.ts'
import { requireUndoable, type CreatedSku, type StoredChange } from './store.ts'

/**
 * Makes what an import has changed what it was before, and removes what it has created; what somebody has changed since then stays. It
 * needs no Idempotency-Key: a repetition goes on where the one before has ended, and has the same result. Throws IMPORT_NOT_FOUND,
 * IMPORT_RUNNING.
 */
export async function undoImport(
  context: CatalogueContext,
  seller: RequestActor,
  importId: number,
): Promise<UndoneImport> {
  const { sql, config } = context
  await requireUndoable(context, { sellerId: seller.memberId, importId })
  for (;;) {
    const changes = await openChanges(sql, importId, config.PRODUCT_FILE_BATCH)
    if (changes.length === 0) break
    await mapAtOnce(config.PRODUCT_IMPORT_CALLS, changes, async (change) => {
      const kept = await takeBack(context, seller, change)
      await retryOnConnectionLoss(
        () => sql`
          update product_import_changes set kept = ${kept}::text[]
          where import_id = ${importId} and line = ${change.line}`,
      )
    })
  }
  await markUndone(sql, seller, importId)
  return resultOf(sql, importId)
}

/** The first changes that are not undone. */
async function openChanges(sql: Sql, importId: number, limit: number): Promise<StoredChange[]> {
  // Index product_import_changes_pkey.
  return retryOnConnectionLoss(
    () => sql<StoredChange[]>`
      select line, product_id as "productId", before, after from product_import_changes
      where import_id = ${importId} and kept is null order by line limit ${limit}`,
  )
}

/** Resolves to the columns that stay as they are. */
async function takeBack(
  context: CatalogueContext,
  seller: RequestActor,
  change: StoredChange,
): Promise<Column[]> {
  const { productId } = change
  if (change.before === null) {
    const own = { sellerId: seller.memberId, productId }
    const [state] = await readStates(context.sql, { sellerId: seller.memberId, ids: [productId] })
    if (!state) return []
    if (!isAsCreated(state, change.after.skus)) return ['productId']
    return removeUnchanged(context, { ...own, actor: seller }, state)
  }
  const move = { actor: seller, productId, from: change.after, to: change.before }
  try {
    const { kept } = await moveProduct(context, move, { isWhole: false })
    return kept
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return columnsOf(change.before)
  }
}

/** Resolves to the columns that stay: the product does, if it is changed at this moment. */
async function removeUnchanged(
  context: CatalogueContext,
  own: ProductChange,
  { revision }: ProductState,
): Promise<Column[]> {
  try {
    await removeProduct(context, own, { expectedRevision: revision })
    return []
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'PRODUCT_CHANGED') throw error
    return ['productId']
  }
}

/** Nobody has edited or published it, or counted its stock. */
function isAsCreated({ status, revision, skus }: ProductState, created: readonly CreatedSku[]): boolean {
  return status === 'DRAFT' && revision === 1 && known(skus) === known(created)
}

const known = (skus: readonly CreatedSku[]) =>
  skus
    .map(({ color, sizeMm, stock }) => `${color} ${sizeMm} ${stock}`)
    .toSorted()
    .join()

async function markUndone(sql: Sql, seller: RequestActor, importId: number): Promise<void> {
  const undone = cte<{ id: number }>(
    sql,
    'undone',
    sql`
      update product_imports set undone_at = now(), finished_at = coalesce(finished_at, now())
      where id = ${importId} and undone_at is null returning id`,
  )
  const entry = auditEntry(sql, seller, {
    action: 'product.import-undo',
    thing: 'product-import',
    thingId: sql`id`,
    from: undone,
  })
  await retryOnConnectionLoss(
    () => sql`with ${undone.definition}, audit as (${entry}) select from ${undone.name}`,
  )
}

async function resultOf(sql: Sql, importId: number): Promise<UndoneImport> {
  const changes = await retryOnConnectionLoss(
    () => sql<KeptProduct[]>`
      select product_id as "productId", kept as columns from product_import_changes
      where import_id = ${importId} order by line`,
  )
  const kept = changes.filter(({ columns }) => columns.length > 0)
  return { restored: changes.length - kept.length, kept }
}
