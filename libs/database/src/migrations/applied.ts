import type { Sql } from '../connect.ts'
import { sqlState } from '../failures.ts'
import { type Migration, tolerates, type ToleratedFrom } from './files.ts'

interface Applied {
  version: number
  name: string
  checksum: string
  toleratedFrom: ToleratedFrom
}

/** Any number, the same for every migrator; advisory locks are per database. */
export const LOCK_KEY = 6_866_820_001

/** "if not exists" alone is a race: two migrators may both find no table. */
export async function createTable(sql: Sql): Promise<void> {
  await sql.unsafe(`
    select pg_advisory_xact_lock(${LOCK_KEY});
    create table if not exists schema_migrations (
      version integer primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default clock_timestamp()
    );
    alter table schema_migrations add column if not exists tolerated_from integer;`)
}

/** The migrations of a database, by number; none of one that `migrate` has never seen. */
export async function appliedMigrations(sql: Sql): Promise<Applied[]> {
  try {
    return await selectApplied(sql)
  } catch (error) {
    if (NOT_THERE.has(sqlState(error) ?? '')) return []
    throw error
  }
}

/** No table yet, or one of a program that did not record marks. */
const NOT_THERE = new Set(['42P01', '42703'])

function selectApplied(sql: Sql): Promise<Applied[]> {
  return sql<Applied[]>`
    select version, name, checksum, tolerated_from as "toleratedFrom" from schema_migrations order by version`
}

/**
 * The numbers that are applied. Throws when an applied file was changed, or when the database has a migration that this program does
 * not know and cannot run on.
 */
export async function readApplied(sql: Sql, migrations: readonly Migration[]): Promise<Set<number>> {
  return requireKnown(await selectApplied(sql), migrations)
}

/** As `readApplied`, of a database that `migrate` may never have seen. */
export async function readAppliedIfAny(sql: Sql, migrations: readonly Migration[]): Promise<Set<number>> {
  return requireKnown(await appliedMigrations(sql), migrations)
}

function requireKnown(rows: readonly Applied[], migrations: readonly Migration[]): Set<number> {
  const known = new Set(migrations.map(({ version }) => version))
  for (const { version, name, checksum, toleratedFrom } of rows) {
    const migration = migrations.find((each) => each.version === version)
    if (!migration) {
      if (tolerates(known, toleratedFrom)) continue
      const newest = migrations.at(-1)?.name ?? 'no migration'
      throw new Error(
        `the database is at migration ${name}, this program knows up to ${newest}: it is too old`,
      )
    }
    if (migration.checksum !== checksum) {
      throw new Error(`migration ${name} was changed after it was applied: add a new one instead`)
    }
  }
  return new Set(rows.map((row) => row.version))
}

/** Of files that a program applied which did not know their marks yet. */
export async function recordMarks(sql: Sql, migrations: readonly Migration[]): Promise<void> {
  const marked = migrations.filter(({ toleratedFrom }) => toleratedFrom !== null)
  await sql`
    update schema_migrations set tolerated_from = marks.tolerated_from
    from unnest(
      ${marked.map(({ version }) => version)}::integer[],
      ${marked.map(({ toleratedFrom }) => toleratedFrom)}::integer[]
    ) as marks (version, tolerated_from)
    where schema_migrations.version = marks.version
      and schema_migrations.tolerated_from is distinct from marks.tolerated_from`
}
