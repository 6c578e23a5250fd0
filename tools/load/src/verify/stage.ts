import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyRing } from '@munova/auth'
import { migrations } from '@munova/chat-server'
import { connect, migrate, type Sql } from '@munova/database'
import { type PostgresServer, type RabbitServer, startPostgres, startRabbit } from '@munova/tool-services'
import type { Closing } from '../closing.ts'
import { ChatProcess } from './chat-process.ts'

/** PostgreSQL that can be stopped and started again. */
export interface Database {
  stop(): Promise<void>
  start(): Promise<void>
}

/** What faults happen to: nodes on a PostgreSQL and a RabbitMQ of their own. */
export interface Stage {
  nodes: readonly ChatProcess[]
  database: Database
  rabbit: RabbitServer
  /** An administrator's connections to the chat server's database; they survive its restarts. */
  sql: Sql
  keys: KeyRing
  /** How the database stores, for the report. */
  durability: string
}

/**
 * What members may do is raised, since few members here do the work of many. What decides how soon a fault is noticed is shortened,
 * so that a run of minutes sees what else takes hours. The rest is as shipped.
 */
const settings = {
  SENDS_PER_SECOND: '1000000',
  SENDS_BURST: '1000000',
  OPERATIONS_PER_SECOND: '1000000',
  OPERATIONS_BURST: '1000000',
  PING_INTERVAL_MS: '4000',
  QUEUE_BEHIND_MS: '4000',
  DRAIN_MS: '1500',
  LOG_LEVEL: 'info',
}
const STATEMENT_TIMEOUT_MS = 60_000

/** `onProblem` gets what no fault explains: a node that ends by itself. */
export async function openStage(
  closing: Closing,
  options: { nodes: number; onProblem: (problem: string) => void },
): Promise<Stage> {
  const folder = await mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), 'munova-verify-'))
  await closing.add(() => rm(folder, { recursive: true, force: true }))
  // As root the servers run as another user, who must get through to their folders in it.
  await chmod(folder, 0o711)
  const [{ url, ...database }, rabbit] = await Promise.all([
    openDatabase(closing, join(folder, 'postgres')),
    openBroker(closing, join(folder, 'rabbit')),
  ])
  await migrate(url, migrations)
  const sql = connect(url, { max: 2, name: 'verify', statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  await closing.add(() => sql.end({ timeout: 5 }))
  // Members come from the run itself; no commerce-api is there to send a snapshot.
  await sql`update projection set completed_at = now()`
  const keys = await KeyRing.load(join(folder, 'keys.json'))
  const jwks = join(folder, 'jwks.json')
  await writeFile(jwks, JSON.stringify(keys.publicJwks()))

  const environment = { ...settings, DATABASE_URL: url, AMQP_URL: rabbit.url, AUTH_JWKS: jwks }
  const nodes = Array.from(
    { length: options.nodes },
    (_, place) =>
      new ChatProcess(environment, (words) => options.onProblem(`node ${place} died by itself: ${words}`)),
  )
  for (const node of nodes) await closing.add(() => node.close())
  await Promise.all(nodes.map((node) => node.start()))
  const [stores] = await sql<{ fsync: string; commit: string }[]>`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`
  const durability = `PostgreSQL, fsync ${stores!.fsync}, synchronous_commit ${stores!.commit}`
  return { nodes, database, rabbit, sql, keys, durability }
}

async function openDatabase(closing: Closing, directory: string): Promise<Database & { url: string }> {
  let server: PostgresServer = await startPostgres({ directory })
  await closing.add(() => server.stop())
  const { url } = server
  const administrator = connect(url, { max: 1, name: 'verify' })
  await administrator`create database chat`
  await administrator.end({ timeout: 5 })
  const chat = new URL(url)
  chat.pathname = '/chat'
  return {
    url: chat.href,
    stop: () => server.stop(),
    start: async () => {
      server = await startPostgres({ directory, port: Number(chat.port) })
    },
  }
}

async function openBroker(closing: Closing, directory: string): Promise<RabbitServer> {
  const rabbit = await startRabbit({ directory })
  await closing.add(() => rabbit.kill())
  return rabbit
}
