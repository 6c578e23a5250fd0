import {
  Id,
  PaymentDifference,
  type PaymentDifferencePage,
  type PaymentDifferenceQuery,
  type ResolveDifference,
} from '@munova/commerce-contract'
import {
  columnList,
  cte,
  isoInstant,
  perPool,
  retryOnConnectionLoss,
  type Fragment,
  type Sql,
} from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import type { Actor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'

const Position = z.tuple([z.literal('difference'), Id])

const columns = perPool((sql) =>
  columnList<PaymentDifference>(sql, {
    id: sql`id`,
    kind: sql`kind`,
    paymentKey: sql`payment_key`,
    transactionKey: sql`transaction_key`,
    orderId: sql`order_id`,
    amount: sql`amount`,
    foundAt: isoInstant(sql, sql`found_at`),
    resolvedAt: isoInstant(sql, sql`resolved_at`),
    note: sql`note`,
  }),
)

/** Payment differences, oldest first. */
export async function listDifferences(
  sql: Sql,
  { resolved, cursor, limit }: PaymentDifferenceQuery,
): Promise<PaymentDifferencePage> {
  const after = decodeCursor(Position, cursor)?.[1] ?? 0
  const state = resolved === 'true' ? sql`resolved_at is not null` : sql`resolved_at is null`
  // Indexes payment_differences_open and payment_differences_resolved.
  const rows = await retryOnConnectionLoss(
    () => sql<PaymentDifference[]>`
      select ${columns(sql)} from payment_differences where ${state} and id > ${after} order by id limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: (row) => row, position: ({ id }) => ['difference', id] })
}

/** Resolves it; resolving again changes the note. Throws DIFFERENCE_NOT_FOUND. */
export async function resolveDifference(
  sql: Sql,
  { id, actor }: { id: number; actor: Actor },
  { note }: ResolveDifference,
): Promise<PaymentDifference> {
  const resolved = cte<{ id: number }>(
    sql,
    'resolved',
    sql`
      update payment_differences set resolved_at = coalesce(resolved_at, now()), note = ${note}
      where id = ${id}
      returning *`,
  )
  const entry = auditEntry(sql, actor, {
    action: 'payment-difference.resolve',
    thing: 'payment-difference',
    thingId: sql`id`,
    from: resolved,
  })
  const [row] = await sql<PaymentDifference[]>`
    with ${resolved.definition}, audit as (${entry}) select ${columns(sql)} from ${resolved.name}`
  if (!row) throw problem('DIFFERENCE_NOT_FOUND')
  return row
}

type NewDifference = Pick<PaymentDifference, 'kind' | 'paymentKey' | 'orderId' | 'amount'> &
  Partial<Pick<PaymentDifference, 'transactionKey'>>

/** A part of a statement that notes a difference, once for each kind of a transaction, or of a payment as a whole. */
export function differenceEntry(
  sql: Sql,
  { kind, paymentKey, transactionKey = '', orderId, amount, where }: NewDifference & { where?: Fragment },
): Fragment {
  return sql`
    insert into payment_differences (kind, payment_key, transaction_key, order_id, amount)
    select ${kind}, ${paymentKey}, ${transactionKey}, ${orderId}::bigint, ${amount}::bigint
    where ${where ?? sql`true`} on conflict do nothing`
}

/** Notes a difference about a payment as a whole. */
export async function noteDifference({ sql, log }: Context, difference: NewDifference): Promise<void> {
  const { count } = await sql`${differenceEntry(sql, difference)}`
  const { kind, orderId, amount } = difference
  if (count > 0) log.warn({ kind, order: orderId, amount }, 'a payment differs at the gateway')
}

/** How many of each kind no administrator has resolved. */
export async function countDifferences(
  sql: Sql,
): Promise<{ kind: PaymentDifference['kind']; open: number }[]> {
  // Index payment_differences_open.
  const counts = await retryOnConnectionLoss(
    () => sql<{ kind: PaymentDifference['kind']; open: number }[]>`
      select kind, count(*) as open from payment_differences where resolved_at is null group by kind`,
  )
  return PaymentDifference.shape.kind.options.map(
    (kind) => counts.find((count) => count.kind === kind) ?? { kind, open: 0 },
  )
}
