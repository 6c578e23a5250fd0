import type { Context } from '../context.ts'

/** Deletes what members were interested in INTEREST_DAYS ago, at most a batch; resolves to how many. */
export async function deleteOldInterests({ sql, config }: Context): Promise<number> {
  // Index member_interests_old.
  const { count } = await sql`
    delete from member_interests where (member_id, product_id) in (
      select member_id, product_id from member_interests
      where acted_at < now() - ${config.INTEREST_DAYS} * interval '1 day'
      order by acted_at limit ${config.RETENTION_BATCH} for update skip locked)`
  return count
}
