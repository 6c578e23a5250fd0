import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, migrate, type Sql } from '@munova/database'
import { startPostgres } from '@munova/tool-services'
import { type Cleanup, afterTheTest } from './cleanup.ts'
import { serverFolder, serviceUrl } from './environment.ts'

export interface TestDatabase {
  url: string
  sql: Sql
}

/** A PostgreSQL server that a test may stop. */
export interface OwnPostgres {
  readonly url: string
  stop(): Promise<void>
  /** Starts it again with the same data, on the same port. */
  start(): Promise<void>
  /** Stops it, and starts it on a new timeline, as a failover or a restore does. */
  failOver(): Promise<void>
}

/** An arbitrary number, the same in every test process: templates and clones are made one at a time. */
const LOCK_KEY = 6_866_820_002
/** Test processes wait for each other's migrations. */
const STATEMENT_TIMEOUT_MS = 120_000

/**
 * An empty, migrated database for one test, dropped after it, also while there are connections. It is a clone of a template,
 * which is migrated once for each version of the migrations. By default on the server that all tests share.
 */
export async function testDatabase(
  t: Cleanup,
  migrations: URL,
  server = serviceUrl('TEST_DATABASE_URL'),
): Promise<TestDatabase> {
  const template = `template_${await hashOf(migrations)}`
  const name = `test_${randomBytes(8).toString('hex')}`

  await asAdministrator(server, async (sql) => {
    // Released when the session ends, with this pool of one connection.
    await sql`select pg_advisory_lock(${LOCK_KEY}::bigint)`
    const [made] = await sql`select from pg_database where datname = ${template} and datistemplate`
    if (!made) await makeTemplate(sql, { server, template, migrations })
    // Copied as files: without a sync that takes a third of the time of a copy through the log.
    await sql`create database ${sql(name)} template ${sql(template)} strategy file_copy`
  })
  const url = withDatabase(server, name)
  const sql = connect(url, { name: 'test' })
  afterTheTest(t, async () => {
    await sql.end({ timeout: 1 })
    await asAdministrator(server, async (admin) => {
      await admin`drop database if exists ${admin(name)} with (force)`
    })
  })
  return { url, sql }
}

/** An empty PostgreSQL server for one test. */
export async function ownPostgres(t: Cleanup): Promise<OwnPostgres> {
  const directory = await serverFolder('postgres')
  let server = await startPostgres({ directory, survivesPowerLoss: false })
  const { url } = server
  const port = Number(new URL(url).port)
  let isRunning = true
  const stop = async () => {
    isRunning = false
    await server.stop()
  }
  // After the databases on it are dropped.
  t.after(() =>
    afterTheTest(t, async () => {
      await stop()
      await rm(directory, { recursive: true, force: true })
    }),
  )
  const start = async () => {
    if (isRunning) return
    server = await startPostgres({ directory, port, survivesPowerLoss: false })
    isRunning = true
  }
  return {
    url,
    stop,
    start,
    async failOver() {
      let data = ''
      await asAdministrator(url, async (sql) => {
        const [row] = await sql<{ directory: string }[]>`
          select setting as directory from pg_settings where name = 'data_directory'`
        data = row!.directory
        // A recovery from an archive that has nothing ends at once, and begins a timeline as every recovery does.
        await sql`alter system set restore_command = 'false'`
      })
      await stop()
      await writeFile(join(data, 'recovery.signal'), '')
      await start()
    },
  }
}

async function makeTemplate(
  sql: Sql,
  { server, template, migrations }: { server: string; template: string; migrations: URL },
): Promise<void> {
  // A process may have been killed while it made one.
  await sql`drop database if exists ${sql(template)} with (force)`
  await sql`create database ${sql(template)}`
  await migrate(withDatabase(server, template), migrations)
  // PostgreSQL cannot clone a database that has connections.
  await sql`alter database ${sql(template)} with is_template true allow_connections false`
}

async function asAdministrator(server: string, run: (sql: Sql) => Promise<void>): Promise<void> {
  const sql = connect(server, {
    max: 1,
    name: 'test-administrator',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  })
  try {
    await run(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function hashOf(migrations: URL): Promise<string> {
  const hash = createHash('sha256')
  for (const file of (await readdir(migrations)).toSorted()) {
    if (!file.endsWith('.sql')) continue
    hash
      .update(`${file}\0`)
      .update(await readFile(new URL(file, migrations)))
      .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}
