import type { Context } from '../../context.ts'

/**
 * Deletes the businesses of sellers who withdrew ORDER_DATA_YEARS ago, at most a batch: until then buyers may need to know
 * with whom they had a contract. Resolves to how many.
 */
export async function deleteOldBusinesses({ sql, config }: Context): Promise<number> {
  // Few members are sellers, so the table is small.
  const { count } = await sql`
    delete from seller_businesses where member_id in (
      select member_id from seller_businesses join members on members.id = member_id
      where status = 'WITHDRAWN' and members.changed_at < now() - ${config.ORDER_DATA_YEARS} * interval '1 year'
      limit ${config.RETENTION_BATCH} for update of seller_businesses skip locked)`
  return count
}
