import type { Sql } from '@munova/database'

/**
 * From now on whoever changes this row finds that somebody else was faster: the statement meets no row at the revision
 * that was read, each time.
 */
export async function beaten(sql: Sql, table: 'orders' | 'products', id: number): Promise<void> {
  await sql.unsafe(`
    create or replace function beaten() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger beaten_${id} before update on ${table} for each row when (old.id = ${id}) execute function beaten()`)
}
