import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { KeyRing } from '@munova/auth'
import { migrations } from '@munova/chat-server'
import { connect, migrate, type Sql } from '@munova/database'
import { findRabbit, startPostgres, startRabbit } from '@munova/tool-services'
import type { NodeAddress } from './clients/transport.ts'
import type { Closing } from './closing.ts'
import { isInMemory } from './machine.ts'
import { Processes } from './process-stats.ts'

/** What is measured: one chat-server in a process of its own, with its database and broker. */
export interface System {
  /** Where the chat-server listens. */
  readonly address: NodeAddress
  readonly sql: Sql
  /** Signs the tokens that the server accepts. */
  readonly keys: KeyRing
  readonly serverPid: number
  /** The process that all of PostgreSQL's are children of. */
  readonly databasePid: number
  /** How the database stores, for the report. */
  readonly durability: string
  /** Stops the chat-server alone and waits; its profile is written then. */
  stopServer(): Promise<void>
}

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 30_000
const MAX_SERVER_LINES = 20
const WARN = 40

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

/**
 * Starts PostgreSQL (as it is shipped: fsync on) and RabbitMQ in a temporary folder, then the chat-server on them;
 * AMQP_URL names a broker to be used instead of an own. `profile` is a folder for the server's CPU profile.
 */
export async function startSystem(
  closing: Closing,
  options: { settings?: Record<string, string>; profile?: string | undefined; log: (line: string) => void },
): Promise<System> {
  const folder = await mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), 'munova-load-'))
  await closing.add(() => rm(folder, { recursive: true, force: true }))
  // As root the servers run as another user, who must get through to their folders in it.
  await chmod(folder, 0o711)
  const [databaseUrl, amqpUrl] = await Promise.all([
    openDatabase(closing, folder),
    openBroker(closing, folder),
  ])
  const sql = connect(databaseUrl, { max: 2, name: 'load', statementTimeoutMs: START_TIMEOUT_MS })
  await closing.add(() => sql.end({ timeout: 5 }))
  await migrate(databaseUrl, migrations)
  // Members come from the load itself; no commerce-api is there to send a snapshot.
  await sql`update projection set completed_at = now()`

  const keys = await KeyRing.load(join(folder, 'keys.json'))
  const jwksFile = join(folder, 'jwks.json')
  await writeFile(jwksFile, JSON.stringify(keys.publicJwks()))
  const server = await launch({
    closing,
    profile: options.profile,
    log: options.log,
    environment: {
      ...raisedLimits,
      HOST: '127.0.0.1',
      PORT: '0',
      RSOCKET_PORT: '0',
      DATABASE_URL: databaseUrl,
      AMQP_URL: amqpUrl,
      AUTH_JWKS: jwksFile,
      LOG_LEVEL: 'info',
      // Nobody is to be spared a rush of reconnects.
      DRAIN_MS: '500',
      ...options.settings,
    },
  })
  return { ...server, sql, keys, ...(await describeDatabase(sql, folder)) }
}

async function openDatabase(closing: Closing, folder: string): Promise<string> {
  const postgres = await startPostgres({ directory: join(folder, 'postgres') })
  await closing.add(() => postgres.stop())
  const administrator = connect(postgres.url, { max: 1, name: 'load' })
  await administrator`create database chat`
  await administrator.end({ timeout: 5 })
  const url = new URL(postgres.url)
  url.pathname = '/chat'
  return url.href
}

async function openBroker(closing: Closing, folder: string): Promise<string> {
  const given = process.env['AMQP_URL']
  if (given) return given
  if (!(await findRabbit())) {
    throw new Error('no rabbitmq-server on this machine: install RabbitMQ, or set AMQP_URL to a broker')
  }
  const rabbit = await startRabbit({ directory: join(folder, 'rabbit') })
  await closing.add(() => rabbit.kill())
  return rabbit.url
}

async function describeDatabase(sql: Sql, folder: string) {
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

async function launch(options: {
  closing: Closing
  environment: Record<string, string>
  profile: string | undefined
  log: (line: string) => void
}): Promise<Pick<System, 'address' | 'serverPid' | 'stopServer'>> {
  const { closing, environment, profile, log } = options
  const program = fileURLToPath(new URL('../../../apps/chat-server/src/main.ts', import.meta.url))
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const child = spawn(process.execPath, [...flags, program], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const stopServer = () => stop(child, exited)
  await closing.add(stopServer)
  const address = await listening(child, log)
  return { address, serverPid: child.pid!, stopServer }
}

/** Resolves with the server's address; later lines of its log are passed on when they warn. */
function listening(child: ChildProcess, log: (line: string) => void): Promise<NodeAddress> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('the chat-server did not listen in time')),
      START_TIMEOUT_MS,
    )
    let passedOn = 0
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (!line.startsWith('{')) return log(`chat-server: ${line}`)
      const entry = JSON.parse(line) as { level: number; msg: string } & NodeAddress
      if (entry.msg === 'listening') {
        clearTimeout(timer)
        resolve({ url: entry.url, rsocketPort: entry.rsocketPort })
      }
      if (entry.level >= WARN && passedOn++ < MAX_SERVER_LINES) log(`chat-server: ${line}`)
    })
    child.once('exit', () => {
      clearTimeout(timer)
      reject(new Error('the chat-server ended before it listened'))
    })
  })
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await exited
  clearTimeout(timer)
}
