import type { Context } from '../../context.ts'

/** Deletes imports that can no longer be undone, with what they changed, at most a batch; resolves to how many. */
export async function deleteExpiredImports({ sql, config }: Context): Promise<number> {
  // Index product_imports_expiry.
  const deleted = await sql`
    delete from product_imports where id in (
      select id from product_imports where undo_until <= now()
      order by undo_until limit ${config.PRODUCT_IMPORT_SWEEP_BATCH} for update skip locked
    ) returning id`
  return deleted.length
}
