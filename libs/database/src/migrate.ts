import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import postgres from 'postgres'
import { connect, type Sql } from './connect.ts'
import { violates } from './failures.ts'

interface Migration {
  version: number
  /** The file name without `.sql`. */
  name: string
  text: string
  checksum: string
}

interface Applied {
  version: number
  name: string
  checksum: string
}

interface MigrationLog {
  info(fields: object, message: string): void
}

/** A migration may rewrite a large table; a statement that takes longer is considered stuck. */
const STATEMENT_TIMEOUT_MS = 600_000
/** A table change that waits for a lock blocks every later statement on the table, so it gives up after this. */
const LOCK_TIMEOUT_MS = 10_000
/** Any number, the same for every migrator; advisory locks are per database. */
const LOCK_KEY = 6_866_820_001

/**
 * Applies the migrations in `directory` (files `0001_name.sql`; the URL ends with a slash) and returns the names of those
 * applied now. Numbers may have gaps, so that branches can choose different ones; a file with a lower number than the last
 * applied one is applied too.
 *
 * Each file is one transaction: it is applied and recorded in `schema_migrations`, or has no effect. Any number of
 * migrators may run at once. Rejects when an applied file was changed, when the database is newer than the files, and, with
 * file and line, when a file fails.
 */
export async function migrate(url: string, directory: URL, log?: MigrationLog): Promise<string[]> {
  const migrations = await readMigrations(directory)
  const sql = connect(url, { max: 1, name: 'munova-migrate', statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  try {
    await createTable(sql)
    let applied = await readApplied(sql, migrations)
    const done: string[] = []
    for (const migration of migrations) {
      if (applied.has(migration.version)) continue
      const started = performance.now()
      if (await apply(sql, migration)) {
        done.push(migration.name)
        log?.info(
          { migration: migration.name, ms: Math.round(performance.now() - started) },
          'migration applied',
        )
      } else {
        applied = await readApplied(sql, migrations)
      }
    }
    return done
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function readMigrations(directory: URL): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).toSorted()
  return Promise.all(
    files.map(async (file, index) => {
      if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(file)) {
        throw new Error(`migration ${file}: expected a name like 0001_some_name.sql`)
      }
      const number = file.slice(0, 4)
      const before = files[index - 1]
      if (before?.startsWith(number)) throw new Error(`migration ${file}: ${before} has the same number`)
      const version = Number(number)
      // Line endings are not part of the checksum, since a checkout on another system may change them.
      const text = (await readFile(new URL(file, directory), 'utf8')).replaceAll('\r\n', '\n')
      // Would end the transaction around the file.
      if (/^\s*(begin|start transaction|commit|rollback)\s*;/im.test(text)) {
        throw new Error(`migration ${file}: is one transaction already, and may not control transactions`)
      }
      const checksum = createHash('sha256').update(text).digest('hex')
      return { version, name: file.slice(0, -'.sql'.length), text, checksum }
    }),
  )
}

/** "if not exists" alone is a race: two migrators may both find no table. */
async function createTable(sql: Sql): Promise<void> {
  await sql.unsafe(`
    select pg_advisory_xact_lock(${LOCK_KEY});
    create table if not exists schema_migrations (
      version integer primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default clock_timestamp()
    );`)
}

async function readApplied(sql: Sql, migrations: Migration[]): Promise<Set<number>> {
  const rows = await sql<Applied[]>`select version, name, checksum from schema_migrations order by version`
  for (const { version, name, checksum } of rows) {
    const migration = migrations.find((known) => known.version === version)
    if (!migration) {
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

/** False when another migrator applied it first. */
async function apply(sql: Sql, migration: Migration): Promise<boolean> {
  // A simple query of several statements is one implicit transaction. The row is inserted first, so that the loser of a
  // race fails on its key before anything else.
  const head = `
    select pg_advisory_xact_lock(${LOCK_KEY});
    set local lock_timeout = ${LOCK_TIMEOUT_MS};
    insert into schema_migrations (version, name, checksum)
    values (${migration.version}, '${migration.name}', '${migration.checksum}');\n`
  try {
    await sql.unsafe(head + migration.text)
    return true
  } catch (error) {
    if (violates(error, 'schema_migrations_pkey')) return false
    throw describe(error, migration, head)
  }
}

function describe(error: unknown, { name, text }: Migration, head: string): unknown {
  if (!(error instanceof postgres.PostgresError)) return error
  // PostgreSQL counts characters from 1, over the whole query.
  const at = Number(error.position) - 1 - head.length
  const line = at >= 0 ? ` at line ${Array.from(text).slice(0, at).join('').split('\n').length}` : ''
  return new Error(`migration ${name} failed${line}: ${error.message} (${error.code})`, { cause: error })
}
