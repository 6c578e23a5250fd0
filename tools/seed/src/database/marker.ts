import { type Sql, violates } from '@munova/database'

/** A database that holds data, and not ours: it is never touched. */
export class SeedRefused extends Error {
  override readonly name = 'SeedRefused'
}

/** Any number, the same for every seeder: "if not exists" alone is a race. */
const LOCK_KEY = 6_866_820_003

/**
 * The seed this database was filled with, undefined when `tables` are empty. The marker is a row of the statement
 * that fills them, and one statement reads both: what another seeder commits meanwhile is seen whole or not at all.
 * Throws `SeedRefused` for data without a marker.
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
  if (row?.used) throw new SeedRefused(`there is data that is not from the seed in ${tables.join(' or ')}`)
  return undefined
}

/**
 * Fills empty `tables` by `write`, one statement with `marker` in it; answers the seed they hold and whether they were
 * filled now. Of seeders that run at once one writes. Throws `SeedRefused`.
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

/** For the statement that fills the database. */
export function marker(sql: Sql, seed: number) {
  return sql`insert into development_seed (seed) values (${seed})`
}
