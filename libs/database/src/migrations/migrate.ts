import postgres from 'postgres'
import { retry } from '@munova/service/work'
import { connect, type Sql } from '../connect.ts'
import { sqlState, violates } from '../failures.ts'
import { createTable, LOCK_KEY, readApplied, readAppliedIfAny, recordMarks } from './applied.ts'
import { type Migration, readMigrations } from './files.ts'

interface MigrationLog {
  info(fields: object, message: string): void
}

/** A migration may rewrite a large table; a statement that takes longer is considered stuck. */
const STATEMENT_TIMEOUT_MS = 600_000
/** A table change that waits for a lock blocks every later statement on the table, so it gives up after this, and tries again. */
const LOCK_TIMEOUT_MS = 2_000
const LOCK_ATTEMPTS = 10
/** Pause before another attempt, in which the statements that waited behind it run. It doubles. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Applies the migrations in `directory` (files `0001_name.sql`; the URL ends with a slash) and returns the names of those
 * applied now. Numbers may have gaps, so that branches can choose different ones; a file with a lower number than the last
 * applied one is applied too.
 *
 * Each file is one transaction: it is applied and recorded in `schema_migrations`, or has no effect. Any number of
 * migrators may run at once. A file that waits for a lock gives up after 2 s and is tried again, 10 times. Rejects when an applied file
 * was changed, when the database has a migration that this program does not know and that is not marked as tolerated by it (docs/operations.md),
 * and, with file and line, when a file fails.
 */
export async function migrate(url: string, directory: URL, log?: MigrationLog): Promise<string[]> {
  const migrations = await readMigrations(directory)
  return await connected(url, async (sql) => {
    await createTable(sql)
    let applied = await readApplied(sql, migrations)
    await recordMarks(sql, migrations)
    const done: string[] = []
    for (const migration of migrations) {
      if (applied.has(migration.version)) continue
      const started = performance.now()
      if (await apply(sql, migration, log)) {
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
  })
}

/** Rejects where `migrate` would, and when it would apply something: for a process that may not, or should not, migrate by itself. */
export async function requireMigrated(url: string, directory: URL): Promise<void> {
  const migrations = await readMigrations(directory)
  await connected(url, async (sql) => {
    const applied = await readAppliedIfAny(sql, migrations)
    const missing = migrations.filter(({ version }) => !applied.has(version))
    if (missing.length === 0) return
    throw new Error(`the database lacks migration ${missing[0]!.name}: run the command migrate first`)
  })
}

async function connected<T>(url: string, use: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = connect(url, { max: 1, name: 'munova-migrate', statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  try {
    return await use(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** False when another migrator applied it first. */
async function apply(sql: Sql, migration: Migration, log?: MigrationLog): Promise<boolean> {
  const { version, name, checksum, toleratedFrom, text } = migration
  // A simple query of several statements is one implicit transaction. The row is inserted first, so that the loser of a
  // race fails on its key before anything else.
  const head = `
    select pg_advisory_xact_lock(${LOCK_KEY});
    set local lock_timeout = ${LOCK_TIMEOUT_MS};
    insert into schema_migrations (version, name, checksum, tolerated_from)
    values (${version}, '${name}', '${checksum}', ${toleratedFrom});\n`
  try {
    await retry(() => sql.unsafe(head + text), {
      attempts: LOCK_ATTEMPTS,
      when: (error) => sqlState(error) === LOCK_NOT_AVAILABLE,
      pauseMs(attempt) {
        log?.info({ migration: name, attempt }, 'migration waits for a lock')
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS)
        return pauseMs * (0.5 + Math.random())
      },
    })
    return true
  } catch (error) {
    if (violates(error, 'schema_migrations_pkey')) return false
    throw describe(error, migration, head)
  }
}

function describe(error: unknown, { name, text, firstLine }: Migration, head: string): unknown {
  if (!(error instanceof postgres.PostgresError)) return error
  // PostgreSQL counts characters from 1, over the whole query.
  const at = Number(error.position) - 1 - head.length
  const before = Array.from(text).slice(0, at).join('').split('\n').length - 1
  const line = at >= 0 ? ` at line ${firstLine + before}` : ''
  return new Error(`migration ${name} failed${line}: ${error.message} (${error.code})`, { cause: error })
}
