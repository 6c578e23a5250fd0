import type { ExtendReturn } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { readAnyOrder } from '../read/read.ts'
import { requireLater } from './require-later.ts'

/** Gives a seller more time to answer a return. Throws RETURN_NOT_FOUND, RETURN_RESOLVED, NOT_EXTENDABLE, ORDER_CHANGED. */
export async function extendReturn(
  { sql, config }: Context,
  { actor, returnId }: { actor: RequestActor; returnId: number },
  { until }: ExtendReturn,
): Promise<void> {
  const [row] = await retryOnConnectionLoss(
    () => sql<{ orderId: number }[]>`select order_id as "orderId" from returns where id = ${returnId}`,
  )
  if (!row) throw problem('RETURN_NOT_FOUND')
  await changeOrder(
    () => readAnyOrder(sql, row.orderId),
    async (current) => {
      const request = current.order.returns.find(({ id }) => id === returnId)
      if (request?.status !== 'REQUESTED') throw problem('RETURN_RESOLVED')
      requireLater(until, request.answerBy, config)
      const changed = reviseOrder(sql, current)
      const entry = auditEntry(sql, actor, {
        action: 'return.extend',
        thing: 'return',
        thingId: sql`${returnId}::bigint`,
        details: sql`jsonb_build_object('until', ${until}::text)`,
        from: changed,
      })
      const extended = await sql`
        with ${changed.definition}, request as (
          update returns set answer_by = ${until}
          from ${changed.name} as changed where returns.id = ${returnId} and order_id = changed.id
        ), audit as (${entry})
        select id from ${changed.name}`
      return extended.length > 0 || undefined
    },
  )
}
