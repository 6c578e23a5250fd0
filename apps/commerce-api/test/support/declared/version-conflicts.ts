import type { Sql } from '@munova/database'

/** Makes every further change of this row fail with a version conflict: a trigger skips the update. */
export async function forceVersionConflicts(
  sql: Sql,
  table: 'orders' | 'products',
  id: number,
): Promise<void> {
  await sql.unsafe(`
    create or replace function skip_update() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger skip_update_${id} before update on ${table} for each row when (old.id = ${id}) execute function skip_update()`)
}
