import type { Context } from '../context.ts'

/** Deletes notifications that are older than NOTIFICATION_DAYS, at most a batch; resolves to how many. */
export async function deleteOldNotifications({ sql, config }: Context): Promise<number> {
  // Index notifications_created.
  const { count } = await sql`
    delete from notifications where (member_id, number) in (
      select member_id, number from notifications
      where created_at < now() - ${config.NOTIFICATION_DAYS} * interval '1 day'
      order by created_at limit ${config.RETENTION_BATCH} for update skip locked)`
  return count
}
