import { type Sql, violates } from '@munova/database'

/** The database must not be seeded, for example because it holds other data. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
}

/** Key of the advisory lock, because concurrent `create table if not exists` statements can fail. */
const LOCK_KEY = 6_866_820_003

/**
 * The seed of this database; undefined when `tables` are empty. Throws `SeedError` for data without a marker. The marker is
 * written by the statement that fills the tables, and a single statement reads both, so a concurrent commit is seen
 * completely or not at all.
 */
async function readMarker(sql: Sql, tables: readonly string[]): Promise<number | undefined> {
  await sql.unsafe(`
    select pg_advisory_xact_lock(${LOCK_KEY});
    create table if not exists development_seed (
      only_row boolean primary key default true check (only_row),
      seed bigint not null
    );`)
  const anyRow = tables.map((table) => `exists (select from ${table})`).join(' or ')
  const [row] = await sql.unsafe<{ seed: number | null; used: boolean }[]>(
    `select (select seed from development_seed) as seed, ${anyRow} as used`,
  )
  if (row?.seed != null) return row.seed
  if (row?.used) throw new SeedError(`other data exists in ${tables.join(' or ')}`)
  return undefined
}

/**
 * Fills the `tables` if they are empty. `write` must be a single statement that includes `marker`. Returns the seed of the
 * data and whether it was written now. Of several concurrent seeders only one writes. Throws `SeedError`.
 */
export async function fillOnce(
  sql: Sql,
  { seed, tables, write }: { seed: number; tables: readonly string[]; write: () => Promise<void> },
): Promise<{ seed: number; filled: boolean }> {
  const before = await readMarker(sql, tables)
  if (before !== undefined) return { seed: before, filled: false }
  try {
    await write()
    return { seed, filled: true }
  } catch (error) {
    // Another seeder was first.
    const after = violates(error) ? await readMarker(sql, tables) : undefined
    if (after === undefined) throw error
    return { seed: after, filled: false }
  }
}

/** The part of the filling statement that stores the seed. */
export function marker(sql: Sql, seed: number) {
  return sql`insert into development_seed (seed) values (${seed})`
}
