import {
  Id,
  type PageQuery,
  type ProductImport,
  type ProductImportPage,
  type ProductImportResult,
} from '@munova/commerce-contract'
import { columnList, cte, isoInstant, retryOnConnectionLoss, violates, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { problem } from '../../problems.ts'
import type { Fields } from './fields.ts'

/** How long a seller waits before another import, or its undo. */
const RETRY_AFTER_MS = 1_000

/** A size of a product that an import has created. */
export interface CreatedSku {
  color: string
  sizeMm: number
  stock: number
}

/** A product that an import has created, without `before`, or changes. */
export type StoredChange = { line: number; productId: number } & (
  { before: null; after: { skus: CreatedSku[] } } | { before: Fields; after: Fields }
)

/** An import that runs. */
export interface Run {
  id: number
  /** What an earlier run of the same request has done, by line. */
  changes: ReadonlyMap<number, StoredChange>
}

export interface Requested {
  key: string
  idempotency: IdempotencyContext
}

/**
 * Begins an import, goes on with the one of an earlier run of the request, or resolves to its result if it has ended. Throws IMPORT_RUNNING,
 * and IMPORT_NOT_FOUND when what the earlier run did can no longer be known, or is undone.
 */
export async function beginImport(
  { sql, config }: Context,
  seller: RequestActor,
  { key, idempotency }: Requested,
): Promise<Run | ProductImportResult> {
  await retryOnConnectionLoss(
    () => sql`
      update product_imports set finished_at = now()
      where seller_id = ${seller.memberId} and finished_at is null and not ${isAlive(sql, config.IDEMPOTENCY_LEASE_MS)}`,
  )
  if (idempotency.isCommitted) return continued(sql, seller, key)
  const created = cte<{ id: number }>(
    sql,
    'created',
    sql`
      insert into product_imports (seller_id, request_key, undo_until)
      values (${seller.memberId}, ${key}, clock_timestamp() + ${config.PRODUCT_IMPORT_UNDO_MS} * interval '1 millisecond')
      returning id`,
  )
  const entry = auditEntry(sql, seller, {
    action: 'product.import',
    thing: 'product-import',
    thingId: sql`id`,
    from: created,
  })
  const [run] = await sql<[{ id: number }]>`
    with ${created.definition}, audit as (${entry}), claimed as (${idempotency.markCommitted(sql, created)})
    select id from ${created.name}`.catch(throwRunning)
  return { id: run.id, changes: new Map() }
}

/** Of a row of `product_imports` that has not ended: its process may be alive. */
const isAlive = (sql: Sql, leaseMs: number) =>
  sql`started_at > clock_timestamp() - ${leaseMs} * interval '1 millisecond'`

/** Temporary, so that the same request can be repeated with its key. */
const running = () => problem('IMPORT_RUNNING', { retryAfterMs: RETRY_AFTER_MS })

function throwRunning(error: unknown): never {
  throw violates(error, 'product_imports_running') ? running() : error
}

async function continued(sql: Sql, seller: RequestActor, key: string): Promise<Run | ProductImportResult> {
  const [found] = await retryOnConnectionLoss(
    () => sql<{ id: number; result: ProductImportResult | null; changes: StoredChange[] }[]>`
      with found as (
        update product_imports set started_at = clock_timestamp(),
          finished_at = case when result is null then null else finished_at end
        where (undone_at is null or result is not null) and id = (
          select id from product_imports where seller_id = ${seller.memberId} and request_key = ${key}
          order by id desc limit 1)
        returning id, result
      )
      select id, result, (
        select coalesce(json_agg(json_build_object(
          'line', line, 'productId', product_id, 'before', before, 'after', after)), '[]')
        from product_import_changes where import_id = found.id) as changes
      from found`,
  ).catch(throwRunning)
  if (!found) throw problem('IMPORT_NOT_FOUND')
  if (found.result) return found.result
  return { id: found.id, changes: new Map(found.changes.map((change) => [change.line, change])) }
}

export async function finishImport(sql: Sql, id: number, result: ProductImportResult): Promise<void> {
  await retryOnConnectionLoss(
    () => sql`
      update product_imports set finished_at = coalesce(finished_at, now()), result = ${JSON.stringify(result)}::text::jsonb
      where id = ${id}`,
  )
}

/** An import that can be undone now. Throws IMPORT_NOT_FOUND, IMPORT_RUNNING. */
export async function requireUndoable(
  { sql, config }: Context,
  { sellerId, importId }: { sellerId: number; importId: number },
): Promise<void> {
  const [found] = await retryOnConnectionLoss(
    () => sql<{ isRunning: boolean }[]>`
      select finished_at is null and ${isAlive(sql, config.IDEMPOTENCY_LEASE_MS)} as "isRunning" from product_imports
      where id = ${importId} and seller_id = ${sellerId} and undo_until > now()`,
  )
  if (!found) throw problem('IMPORT_NOT_FOUND')
  if (found.isRunning) throw running()
}

const Position = z.tuple([z.literal('import'), Id])

/** A seller's imports that can be undone, or could until a moment ago, newest first. */
export async function listImports(
  sql: Sql,
  sellerId: number,
  { cursor, limit }: PageQuery,
): Promise<ProductImportPage> {
  const before = decodeCursor(Position, cursor)?.[1]
  // Of an import that never ended there are only its changes.
  const counted = (name: string, condition: ReturnType<typeof sql>) => sql`
    coalesce((result ->> ${name})::int, (
      select count(*)::int from product_import_changes where import_id = product_imports.id and ${condition}))`
  const columns = columnList<ProductImport>(sql, {
    id: sql`id`,
    created: counted('created', sql`before is null`),
    changed: counted('changed', sql`before is not null`),
    unchanged: sql`coalesce((result ->> 'unchanged')::int, 0)`,
    rejected: sql`coalesce((result ->> 'rejected')::int, 0)`,
    createdAt: isoInstant(sql, sql`created_at`),
    finishedAt: isoInstant(sql, sql`finished_at`),
    undoUntil: isoInstant(sql, sql`undo_until`),
    undoneAt: isoInstant(sql, sql`undone_at`),
  })
  // Index product_imports_seller, backwards.
  const rows = await retryOnConnectionLoss(
    () => sql<ProductImport[]>`
      select ${columns} from product_imports
      where seller_id = ${sellerId} ${before === undefined ? sql`` : sql`and id < ${before}`}
      order by product_imports.id desc limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: (row) => row, position: ({ id }) => ['import', id] })
}
