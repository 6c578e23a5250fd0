import type { Metrics } from '@munova/service'
import type { Context } from '../context.ts'

/** The job that counts what members were interested in. Resolves to `more` when there may be more to do. */
export function interestsJob(context: Context, metrics: Pick<Metrics, 'counter'>) {
  const counted = metrics.counter('interest_changes_total', 'Acts of members that were counted')
  return async (): Promise<'more' | undefined> => {
    const changes = await countInterests(context)
    counted.inc(changes)
    return changes === context.config.INTEREST_BATCH ? 'more' : undefined
  }
}

/**
 * Takes the oldest acts of members, at most INTEREST_BATCH, into what each was interested in, and into the pairs of products that follow;
 * resolves to how many. One process at a time, in one statement (0153_count_interests.sql): an act is counted once whichever process
 * is killed, and of a member's acts each sees those before it.
 */
async function countInterests({ sql, config }: Pick<Context, 'sql' | 'config'>): Promise<number> {
  const { INTEREST_BATCH, INTERESTS_PER_MEMBER, PAIRS_PER_PRODUCT } = config
  const [row] = await sql<[{ changes: number }]>`
    select count_interests(${INTEREST_BATCH}, ${INTERESTS_PER_MEMBER}, ${PAIRS_PER_PRODUCT}) as changes`
  return row.changes
}
