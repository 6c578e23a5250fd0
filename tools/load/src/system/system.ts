import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyRing } from '@munova/auth'
import { migrations } from '@munova/chat-server'
import { connect, migrate, type Sql } from '@munova/database'
import type { Closing } from '../runtime/cleanup.ts'
import { type BrokerKind, ChatNode } from './chat-node.ts'
import { describeDatabase, openBroker, openDatabases } from './database-and-broker.ts'

/** What is measured: chat-servers in processes of their own, with their database and broker. */
export interface System {
  readonly nodes: readonly ChatNode[]
  readonly sql: Sql
  /** Signs the tokens that the servers accept. */
  readonly keys: KeyRing
  /** The process that all of PostgreSQL's are children of. */
  readonly databasePid: number
  /** Whether /metrics of a node tells all that it does: not when several workers share it. */
  readonly isMetered: boolean
  /** How the database stores, for the report. */
  readonly durability: string
  /** Stops the chat-servers alone and waits; their profiles are written then. */
  stopServers(): Promise<void>
}

export interface SystemOptions {
  /** Chat-servers on the one database and broker. */
  nodes?: number
  /** `memory` is for one node. */
  broker?: BrokerKind
  /** CHAT_WORKERS of each node; 0 leaves it as it is. */
  workers?: number
  /** Of the chat-servers, over what they are shipped with. */
  settings?: Record<string, string>
  /** As many files as a chat-server may open; without it, as many as this process may. */
  openFiles?: number | undefined
  /** Counts statements with pg_stat_statements, which costs the database a little. */
  countStatements?: boolean
  /** A folder for the servers' CPU profiles. */
  profile?: string | undefined
  log: (line: string) => void
}

const STATEMENT_TIMEOUT_MS = 60_000

/**
 * Limits that would stop a load on purpose; everything else is as shipped. A load tool speaks as fast as it can with
 * few members, and what a member may send is not what is measured.
 */
const raisedLimits = {
  SENDS_PER_SECOND: '1000000',
  SENDS_BURST: '1000000',
  OPERATIONS_PER_SECOND: '1000000',
  OPERATIONS_BURST: '1000000',
}

/** A database that chat-servers can be started on: migrated, and with what they need to believe the run's tokens. */
export async function prepareChat(
  closing: Closing,
  { folder, databaseUrl }: { folder: string; databaseUrl: string },
): Promise<Pick<System, 'sql' | 'keys'> & { environment: Record<string, string> }> {
  const sql = connect(databaseUrl, { max: 2, name: 'load', statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  await closing.add(() => sql.end({ timeout: 5 }))
  await migrate(databaseUrl, migrations)
  // Members come from the load itself; no commerce-api is there to send a snapshot.
  await sql`update projection set completed_at = now()`

  const keys = await KeyRing.load(join(folder, 'keys.json'))
  const jwksFile = join(folder, 'jwks.json')
  await writeFile(jwksFile, JSON.stringify(keys.publicJwks()))
  return { sql, keys, environment: { ...raisedLimits, DATABASE_URL: databaseUrl, AUTH_JWKS: jwksFile } }
}

/** Where a run keeps its servers' files; gone at the end. */
export async function openFolder(closing: Closing): Promise<string> {
  const folder = await mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), 'munova-load-'))
  await closing.add(() => rm(folder, { recursive: true, force: true }))
  // As root the servers run as another user, who must get through to their folders in it.
  await chmod(folder, 0o711)
  return folder
}

/**
 * Starts PostgreSQL (as it is shipped: fsync on) and RabbitMQ in a temporary folder, then the chat-servers on them;
 * AMQP_URL names a broker to be used instead of an own.
 */
export async function startSystem(closing: Closing, options: SystemOptions): Promise<System> {
  const { nodes: count = 1, broker = 'rabbit', workers = 0, countStatements = false } = options
  if (broker === 'memory' && count > 1) throw new Error('the memory broker is for one node')
  const folder = await openFolder(closing)
  const [[databaseUrl = ''], amqp] = await Promise.all([
    openDatabases(closing, folder, { names: ['chat'], countStatements }),
    broker === 'rabbit' ? openBroker(closing, folder) : undefined,
  ])
  const { sql, keys, environment: chat } = await prepareChat(closing, { folder, databaseUrl })
  const environment = {
    ...chat,
    ...(amqp && { AMQP_URL: amqp.url }),
    LOG_LEVEL: 'info',
    // Nobody is to be spared a rush of reconnects.
    DRAIN_MS: '500',
    ...(workers > 0 && { CHAT_WORKERS: String(workers) }),
    ...options.settings,
  }
  const { openFiles, profile, log } = options
  const nodes: ChatNode[] = []
  for (let n = 0; n < count; n++) {
    nodes.push(await ChatNode.start(closing, { broker, workers, environment, openFiles, profile, log }))
  }
  const stopServers = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  const isMetered = workers < 2
  return { nodes, sql, keys, stopServers, isMetered, ...(await describeDatabase(sql, folder)) }
}
