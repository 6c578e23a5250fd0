import { join } from 'node:path'
import type { KeyRing } from '@munova/auth'
import { connect, type Sql } from '@munova/database'
import { type PostgresServer, type RabbitServer, startPostgres } from '@munova/tool-services'
import type { CleanupStack } from '../../runtime/cleanup.ts'
import { describeDatabase, startBroker } from '../../system/database-and-broker.ts'
import { openFolder, prepareChat } from '../../system/system.ts'
import { ChatProcess } from './chat-process.ts'
import { KeyServer } from './key-server.ts'
import { MemberEvents } from './member-events.ts'
import { TcpProxy } from './tcp-proxy.ts'

/** A PostgreSQL that can be stopped and restarted. */
export interface Database {
  stop(): Promise<void>
  start(): Promise<void>
}

/** The system under faults: chat-servers with their own PostgreSQL and RabbitMQ, all restartable. */
export interface RestartableSystem {
  nodes: readonly ChatProcess[]
  database: Database
  /** Between the nodes and the database. */
  databaseProxy: TcpProxy
  rabbit: RabbitServer
  /** Administrator connections to the chat database; they survive its restarts. */
  sql: Sql
  keys: KeyRing
  /** Where the nodes get the public keys. */
  keyServer: KeyServer
  /** Members that register while the system runs. */
  memberEvents: MemberEvents
  /** The durability settings of the database, for the report. */
  durability: string
}

/** Shorter timeouts for detecting faults, so that a run of minutes covers what otherwise takes hours. */
const settings = {
  PING_INTERVAL_MS: '4000',
  QUEUE_BEHIND_MS: '4000',
  DRAIN_GRACE_MS: '0',
  DRAIN_MS: '1500',
  LOG_LEVEL: 'info',
}

/** Starts the system; `onProblem` is called when a node exits by itself. */
export async function startRestartableSystem(
  cleanup: CleanupStack,
  options: { nodes: number; onProblem: (problem: string) => void },
): Promise<RestartableSystem> {
  const folder = await openFolder(cleanup)
  const [{ url, ...database }, rabbit] = await Promise.all([
    openDatabase(cleanup, join(folder, 'postgres')),
    startBroker(cleanup, join(folder, 'rabbit')),
  ])
  const { sql, keys, environment } = await prepareChat(cleanup, { folder, databaseUrl: url })
  const databaseProxy = await TcpProxy.open()
  await cleanup.defer(() => databaseProxy.close())
  databaseProxy.target = Number(new URL(url).port)
  const proxied = new URL(url)
  proxied.port = String(databaseProxy.port)
  const { durability } = await describeDatabase(sql, folder)
  const keyServer = await KeyServer.open(keys)
  await cleanup.defer(() => keyServer.close())
  const nodes = Array.from(
    { length: options.nodes },
    (_, index) =>
      new ChatProcess(
        {
          ...environment,
          ...settings,
          DATABASE_URL: proxied.href,
          AMQP_URL: rabbit.url,
          AUTH_JWKS: keyServer.urlOf(index),
        },
        (logTail) => options.onProblem(`node ${index} exited by itself: ${logTail}`),
      ),
  )
  for (const node of nodes) await cleanup.defer(() => node.close())
  await Promise.all(nodes.map((node) => node.start()))
  // The nodes have declared the queue.
  const memberEvents = new MemberEvents(rabbit.url)
  await cleanup.defer(() => memberEvents.close())
  await cleanup.defer(() => memberEvents.stop())
  return { nodes, database, databaseProxy, rabbit, sql, keys, keyServer, memberEvents, durability }
}

async function openDatabase(cleanup: CleanupStack, directory: string): Promise<Database & { url: string }> {
  let restarted: PostgresServer | undefined
  let server = await cleanup.open(
    () => startPostgres({ directory }),
    (first) => (restarted ?? first).stop(),
  )
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
      restarted = await startPostgres({ directory, port: Number(chat.port) })
      server = restarted
    },
  }
}
