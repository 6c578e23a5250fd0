import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KeyRing } from '@munova/auth'
import { migrations as chatMigrations } from '@munova/chat-server'
import { connect, migrate, type Sql } from '@munova/database'
import { freePort, poll } from '@munova/tool-services'
import { defaultSeed, fillLarge, seedDatabases } from '@munova/tool-seed'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { Program } from './program.ts'
import { describeDatabase, openBroker, openDatabases } from './database-and-broker.ts'
import { openFolder } from './system.ts'

/** A running commerce-api with the development shop in its database. */
export interface Shop {
  url: string
  nodes: readonly { pid: number }[]
  sql: Sql
  databaseUrl: string
  /** Of the database that a chat-server beside it has, with the rooms of the demo shop. */
  chatDatabaseUrl: string
  /** Signs the tokens that it accepts. */
  keys: KeyRing
  amqpUrl: string
  databasePid: number
  durability: string
  /** From the start of the process until it was ready, with its data. */
  readyMs: number
}

const READY_POLL_MS = 10
const READY_TIMEOUT_MS = 60_000

const commerceApi = fileURLToPath(new URL('../../../../apps/commerce-api/src/main.ts', import.meta.url))

/** Starts commerce-api; `settings` override its defaults. With `products` the shop is a large one, without a chat. */
export async function openShop(
  cleanup: CleanupStack,
  {
    profile,
    settings = {},
    products,
    log,
  }: {
    profile: string | undefined
    settings?: Record<string, string>
    products?: number
    log: (line: string) => void
  },
): Promise<Shop> {
  const folder = await openFolder(cleanup)
  const [[commerceUrl = '', chatUrl = ''], amqp] = await Promise.all([
    openDatabases(cleanup, folder, { names: ['commerce', 'chat'] }),
    openBroker(cleanup, folder),
  ])
  const port = await freePort()
  const keysFile = join(folder, 'signing.json')
  const program = new Program({
    name: 'commerce-api',
    file: commerceApi,
    flags: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
    environment: {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: commerceUrl,
      AMQP_URL: amqp.url,
      JWT_KEYS_FILE: keysFile,
      LOG_LEVEL: 'info',
      ...settings,
    },
    log,
  })
  await cleanup.defer(() => program.stop())
  // commerce-api migrates its own database; the seed needs both.
  await program.start()
  await migrate(chatUrl, chatMigrations)
  if (products === undefined) await seedDatabases({ commerceUrl, chatUrl })
  // Its jobs would expire orders that are about to be paid.
  await program.stop()
  if (products !== undefined) await fillLarge({ commerceUrl, seed: defaultSeed, products, log })
  const sql = connect(commerceUrl, { max: 1, name: 'load' })
  await cleanup.defer(() => sql.end({ timeout: 5 }))
  await sql`analyze`
  const url = `http://127.0.0.1:${port}`
  const readyMs = await startUntilReady(program, url)
  return {
    url,
    readyMs,
    nodes: [program],
    sql,
    databaseUrl: commerceUrl,
    chatDatabaseUrl: chatUrl,
    keys: await KeyRing.load(keysFile),
    amqpUrl: amqp.url,
    ...(await describeDatabase(sql, folder)),
  }
}

async function startUntilReady(program: Program, url: string): Promise<number> {
  const started = performance.now()
  const starting = program.start()
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  if (!(await poll(isReady, { everyMs: READY_POLL_MS, timeoutMs: READY_TIMEOUT_MS })))
    throw new Error('commerce-api is not ready')
  const readyMs = performance.now() - started
  await starting
  return readyMs
}
