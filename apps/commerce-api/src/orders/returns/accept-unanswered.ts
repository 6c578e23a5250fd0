import { texts } from '@munova/commerce-contract'
import type { Context } from '../../context.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { Problem } from '@munova/service'
import { acceptReturn } from './resolve.ts'

/** Ids of returns whose time for an answer is over, at most a batch. */
export async function unansweredReturns({ sql, config }: Context): Promise<number[]> {
  // Index returns_unanswered.
  const rows = await sql<{ id: number }[]>`
    select id from returns where status = 'REQUESTED' and answer_by <= now()
    order by answer_by limit ${config.RECONCILE_BATCH}`
  return rows.map(({ id }) => id)
}

/**
 * Accepts a return in place of its seller. The pairs are not added to the stock: nobody has said that they are back. One
 * that was answered meanwhile, by another process too, is left alone.
 */
export async function acceptUnansweredReturn(context: PaymentsContext, returnId: number): Promise<void> {
  const input = { restock: false, answer: texts.returnUnanswered }
  await acceptReturn(context, { party: { role: 'CLOCK' }, returnId }, input).catch((error: unknown) => {
    if (!(error instanceof Problem && error.code === 'RETURN_RESOLVED')) throw error
  })
}
