import { join } from 'node:path'
import type { KeyRing } from '@munova/auth'
import { connect, type Sql } from '@munova/database'
import { type PostgresServer, type RabbitServer, startPostgres, startRabbit } from '@munova/tool-services'
import type { Closing } from '../../runtime/cleanup.ts'
import { describeDatabase } from '../../system/database-and-broker.ts'
import { openFolder, prepareChat } from '../../system/system.ts'
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

/** What decides how soon a fault is noticed is shortened: a run of minutes sees what else takes hours. */
const settings = {
  PING_INTERVAL_MS: '4000',
  QUEUE_BEHIND_MS: '4000',
  DRAIN_MS: '1500',
  LOG_LEVEL: 'info',
}

/** `onProblem` gets what no fault explains: a node that ends by itself. */
export async function openStage(
  closing: Closing,
  options: { nodes: number; onProblem: (problem: string) => void },
): Promise<Stage> {
  const folder = await openFolder(closing)
  const [{ url, ...database }, rabbit] = await Promise.all([
    openDatabase(closing, join(folder, 'postgres')),
    openBroker(closing, join(folder, 'rabbit')),
  ])
  const { sql, keys, environment } = await prepareChat(closing, { folder, databaseUrl: url })
  const { durability } = await describeDatabase(sql, folder)
  const nodes = Array.from(
    { length: options.nodes },
    (_, place) =>
      new ChatProcess({ ...environment, ...settings, AMQP_URL: rabbit.url }, (words) =>
        options.onProblem(`node ${place} died by itself: ${words}`),
      ),
  )
  for (const node of nodes) await closing.add(() => node.close())
  await Promise.all(nodes.map((node) => node.start()))
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
