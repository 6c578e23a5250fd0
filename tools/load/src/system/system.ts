import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyRing } from '@munova/auth'
import { migrations } from '@munova/chat-server'
import { connect, migrate, type Sql } from '@munova/database'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { type BrokerKind, ChatNode } from './chat-node.ts'
import { describeDatabase, openBroker, openDatabases } from './database-and-broker.ts'

/** The system under test: chat-server processes with their database and broker. */
export interface System {
  readonly nodes: readonly ChatNode[]
  readonly sql: Sql
  /** Signs the tokens that the servers accept. */
  readonly keys: KeyRing
  /** Undefined with the memory broker. */
  readonly amqpUrl: string | undefined
  /** The parent process of PostgreSQL. */
  readonly databasePid: number
  /** Whether /metrics covers a whole node, which it does not when several workers share the node. */
  readonly isMetered: boolean
  /** The durability settings of the database, for the report. */
  readonly durability: string
  /** Stops only the chat-servers and waits; they write their CPU profiles then. */
  stopServers(): Promise<void>
}

export interface SystemOptions {
  /** Number of chat-servers. */
  nodes?: number
  /** `memory` works for one node only. */
  broker?: BrokerKind
  /** CHAT_WORKERS of each node; 0 keeps the default. */
  workers?: number
  /** Settings of the chat-servers that override their defaults. */
  settings?: Record<string, string>
  /** Limit of open files of a chat-server; by default that of this process. */
  openFiles?: number | undefined
  /** Counts statements with pg_stat_statements, which has a small cost. */
  countStatements?: boolean
  /** The folder for the servers' CPU profiles. */
  profile?: string | undefined
  log: (line: string) => void
}

const STATEMENT_TIMEOUT_MS = 60_000

/**
 * Rate limits that a load would hit by design: few members send as fast as they can, and the limits per member are not
 * what is measured. Everything else keeps its default.
 */
const raisedLimits = {
  SENDS_PER_SECOND: '1000000',
  SENDS_BURST: '1000000',
  OPERATIONS_PER_SECOND: '1000000',
  OPERATIONS_BURST: '1000000',
  HTTP_REQUESTS_PER_SECOND: '1000000',
  HTTP_REQUESTS_BURST: '1000000',
  HTTP_REQUESTS_IN_FLIGHT: '1000000',
  MEMBERSHIP_CHANGES_PER_HOUR: '1000000',
  ROOM_CHANGES_PER_HOUR: '1000000',
  // All connections of a run come from one address.
  MAX_UNAUTHENTICATED_PER_ADDRESS: '1000000',
  // The tokens of a run are valid for longer than those of commerce-api.
  TOKEN_LIFETIME_MS: '86400000',
}

/** Migrates a database for chat-servers and creates the keys that sign the run's tokens. */
export async function prepareChat(
  cleanup: CleanupStack,
  { folder, databaseUrl }: { folder: string; databaseUrl: string },
): Promise<Pick<System, 'sql' | 'keys'> & { environment: Record<string, string> }> {
  const sql = connect(databaseUrl, { max: 2, name: 'load', statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  await cleanup.defer(() => sql.end({ timeout: 5 }))
  await migrate(databaseUrl, migrations)
  // The load creates the members itself; there is no commerce-api to send a snapshot.
  await sql`update projection set completed_at = now()`

  const keys = await KeyRing.load(join(folder, 'keys.json'))
  const jwksFile = join(folder, 'jwks.json')
  await writeFile(jwksFile, JSON.stringify(keys.publicJwks()))
  return {
    sql,
    keys,
    environment: { ...raisedLimits, NODE_ENV: 'development', DATABASE_URL: databaseUrl, AUTH_JWKS: jwksFile },
  }
}

/** A temporary folder for the files of the servers; removed at the end. */
export async function openFolder(cleanup: CleanupStack): Promise<string> {
  const folder = await mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), 'munova-load-'))
  await cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  // When started by root, the servers run as another user, which needs access to its folders in it.
  await chmod(folder, 0o711)
  return folder
}

/**
 * Starts PostgreSQL (default settings: fsync on) and RabbitMQ in a temporary folder, then the chat-servers. If AMQP_URL is
 * set, that broker is used instead.
 */
export async function startSystem(cleanup: CleanupStack, options: SystemOptions): Promise<System> {
  const { nodes: count = 1, broker = 'rabbit', workers = 0, countStatements = false } = options
  if (broker === 'memory' && count > 1) throw new Error('the memory broker works for one node only')
  const folder = await openFolder(cleanup)
  const [[databaseUrl = ''], amqp] = await Promise.all([
    openDatabases(cleanup, folder, { names: ['chat'], countStatements }),
    broker === 'rabbit' ? openBroker(cleanup, folder) : undefined,
  ])
  const { sql, keys, environment: chat } = await prepareChat(cleanup, { folder, databaseUrl })
  const environment = {
    ...chat,
    ...(amqp && { AMQP_URL: amqp.url }),
    LOG_LEVEL: 'info',
    // A short drain, so that all clients reconnect at once.
    DRAIN_MS: '500',
    ...(workers > 0 && { CHAT_WORKERS: String(workers) }),
    ...options.settings,
  }
  const { openFiles, profile, log } = options
  const nodes: ChatNode[] = []
  for (let n = 0; n < count; n++) {
    nodes.push(await ChatNode.start(cleanup, { broker, workers, environment, openFiles, profile, log }))
  }
  const stopServers = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  const isMetered = workers < 2
  return {
    nodes,
    sql,
    keys,
    amqpUrl: amqp?.url,
    stopServers,
    isMetered,
    ...(await describeDatabase(sql, folder)),
  }
}
