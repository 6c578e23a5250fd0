import type { Sql } from '@munova/database'

/** A database that holds data, and not ours: it is never touched. */
export class SeedRefused extends Error {
  override readonly name = 'SeedRefused'
}

/** Any number, the same for every seeder: "if not exists" alone is a race. */
const LOCK_KEY = 6_866_820_003

/**
 * The seed this database was filled with, undefined when it was not. The marker is a row of the statement that
 * fills the database, so that there is no half-filled one.
 */
export async function readMarker(sql: Sql): Promise<number | undefined> {
  await sql.unsafe(`
    select pg_advisory_xact_lock(${LOCK_KEY});
    create table if not exists development_seed (
      only_row boolean primary key default true check (only_row),
      seed bigint not null
    );`)
  const [row] = await sql<{ seed: number }[]>`select seed from development_seed`
  return row?.seed
}

/** For the statement that fills the database. */
export function marker(sql: Sql, seed: number) {
  return sql`insert into development_seed (seed) values (${seed})`
}
