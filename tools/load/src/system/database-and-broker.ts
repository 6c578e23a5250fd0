import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { connect, type Sql } from '@munova/database'
import { provideRabbit, type RabbitServer, startPostgres, startRabbit } from '@munova/tool-services'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { isInMemory } from './machine.ts'
import { Processes } from './process-stats.ts'

/**
 * Starts a new PostgreSQL with default settings and empty databases of these names; returns their URLs in order. If
 * LOAD_DATABASE_URL (of a superuser) is set, the databases are created there instead, unless statements are counted.
 */
export async function openDatabases(
  cleanup: CleanupStack,
  folder: string,
  { names, countStatements = false }: { names: readonly string[]; countStatements?: boolean },
): Promise<string[]> {
  const given = process.env['LOAD_DATABASE_URL']
  if (given && !countStatements) return borrowDatabases(cleanup, given, names)
  const directory = join(folder, 'postgres')
  const start = () =>
    cleanup.open(
      () => startPostgres({ directory }),
      (started) => started.stop(),
    )
  let postgres = await start()
  const administrator = connect(postgres.url, { max: 1, name: 'load' })
  for (const name of names) await administrator`create database ${administrator(name)}`
  if (countStatements) await administrator`alter system set shared_preload_libraries = 'pg_stat_statements'`
  await administrator.end({ timeout: 5 })
  if (countStatements) {
    // Preloaded libraries take effect at the next start.
    await postgres.stop()
    postgres = await start()
  }
  const { url } = postgres
  return names.map((name) => new URL(`/${name}`, url).href)
}

/** Creates databases on an existing server; they are dropped at the end. */
async function borrowDatabases(
  cleanup: CleanupStack,
  url: string,
  names: readonly string[],
): Promise<string[]> {
  const run = randomBytes(4).toString('hex')
  const administrator = connect(url, { max: 1, name: 'load' })
  await cleanup.defer(() => administrator.end({ timeout: 5 }))
  const own = names.map((name) => `load_${run}_${name}`)
  for (const name of own) {
    await administrator`create database ${administrator(name)}`
    await cleanup.defer(async () => {
      await administrator`drop database ${administrator(name)} with (force)`
    })
  }
  return own.map((name) => new URL(`/${name}`, url).href)
}

export interface AmqpBroker {
  url: string
  /** HTTP address of the management interface; undefined for a broker that was given. */
  managementUrl?: string
}

/** Starts a new RabbitMQ, or uses the one at AMQP_URL. */
export async function openBroker(cleanup: CleanupStack, folder: string): Promise<AmqpBroker> {
  const given = process.env['AMQP_URL']
  if (given) return { url: given }
  const { url, managementUrl } = await startBroker(cleanup, join(folder, 'rabbit'))
  return { url, managementUrl }
}

/** Starts a new RabbitMQ in the folder; as root it is installed first. It is killed at the end. */
export async function startBroker(cleanup: CleanupStack, directory: string): Promise<RabbitServer> {
  if (!(await provideRabbit((line) => console.log(line)))) {
    throw new Error('no rabbitmq-server on this machine: install RabbitMQ, or set AMQP_URL to a broker')
  }
  return cleanup.open(
    () => startRabbit({ directory }),
    (rabbit) => rabbit.kill(),
  )
}

/** The pid of the database's parent process, and its durability settings for the report. */
export async function describeDatabase(
  sql: Sql,
  folder: string,
): Promise<{ databasePid: number; durability: string }> {
  const [backend] = await sql<{ pid: number; fsync: string; commit: string; version: string }[]>`
    select pg_backend_pid() as pid, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as commit, current_setting('server_version') as version`
  const { pid, fsync, commit, version } = backend!
  const place = process.platform === 'linux' && isInMemory(folder) ? 'IN MEMORY (tmpfs)' : 'on disk'
  return {
    databasePid: Processes.read().parentOf(pid) ?? pid,
    durability: `PostgreSQL ${version}, fsync ${fsync}, synchronous_commit ${commit}, data ${place}`,
  }
}
