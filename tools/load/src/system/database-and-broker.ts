import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { connect, type Sql } from '@munova/database'
import { findRabbit, startPostgres, startRabbit } from '@munova/tool-services'
import type { Closing } from '../runtime/cleanup.ts'
import { isInMemory } from './machine.ts'
import { Processes } from './process-stats.ts'

/**
 * A new PostgreSQL, as it is shipped, with empty databases of these names; gives their addresses in order.
 * LOAD_DATABASE_URL names a superuser of another one to be used, unless statements are to be counted.
 */
export async function openDatabases(
  closing: Closing,
  folder: string,
  { names, countStatements = false }: { names: readonly string[]; countStatements?: boolean },
): Promise<string[]> {
  const given = process.env['LOAD_DATABASE_URL']
  if (given && !countStatements) return borrowDatabases(closing, given, names)
  const directory = join(folder, 'postgres')
  let postgres = await startPostgres({ directory })
  await closing.add(() => postgres.stop())
  const administrator = connect(postgres.url, { max: 1, name: 'load' })
  for (const name of names) await administrator`create database ${administrator(name)}`
  if (countStatements) await administrator`alter system set shared_preload_libraries = 'pg_stat_statements'`
  await administrator.end({ timeout: 5 })
  if (countStatements) {
    // A library is loaded when the server starts.
    await postgres.stop()
    postgres = await startPostgres({ directory })
  }
  const { url } = postgres
  return names.map((name) => new URL(`/${name}`, url).href)
}

/** Databases in a server that is not ours; gone at the end. */
async function borrowDatabases(closing: Closing, url: string, names: readonly string[]): Promise<string[]> {
  const run = randomBytes(4).toString('hex')
  const administrator = connect(url, { max: 1, name: 'load' })
  await closing.add(() => administrator.end({ timeout: 5 }))
  const own = names.map((name) => `load_${run}_${name}`)
  for (const name of own) {
    await administrator`create database ${administrator(name)}`
    await closing.add(async () => {
      await administrator`drop database ${administrator(name)} with (force)`
    })
  }
  return own.map((name) => new URL(`/${name}`, url).href)
}

export interface AmqpBroker {
  url: string
  /** HTTP address of the management interface, when the broker is our own. */
  managementUrl?: string
}

/** A new RabbitMQ, or the one that AMQP_URL names. */
export async function openBroker(closing: Closing, folder: string): Promise<AmqpBroker> {
  const given = process.env['AMQP_URL']
  if (given) return { url: given }
  if (!(await findRabbit())) {
    throw new Error('no rabbitmq-server on this machine: install RabbitMQ, or set AMQP_URL to a broker')
  }
  const rabbit = await startRabbit({ directory: join(folder, 'rabbit') })
  await closing.add(() => rabbit.kill())
  return { url: rabbit.url, managementUrl: rabbit.managementUrl }
}

/** Whose child every process of the database is, and how it stores. */
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
