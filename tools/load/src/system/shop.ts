import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KeyRing } from '@munova/auth'
import { migrations as chatMigrations } from '@munova/chat-server'
import { connect, migrate, type Sql } from '@munova/database'
import { freePort } from '@munova/tool-services'
import { seedDatabases } from '@munova/tool-seed'
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
}

const commerceApi = fileURLToPath(new URL('../../../../apps/commerce-api/src/main.ts', import.meta.url))

/** Starts commerce-api; `settings` override its defaults. */
export async function openShop(
  cleanup: CleanupStack,
  {
    profile,
    settings = {},
    log,
  }: { profile: string | undefined; settings?: Record<string, string>; log: (line: string) => void },
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
  await seedDatabases({ commerceUrl, chatUrl })
  const sql = connect(commerceUrl, { max: 1, name: 'load' })
  await cleanup.defer(() => sql.end({ timeout: 5 }))
  await sql`analyze`
  return {
    url: `http://127.0.0.1:${port}`,
    nodes: [program],
    sql,
    databaseUrl: commerceUrl,
    chatDatabaseUrl: chatUrl,
    keys: await KeyRing.load(keysFile),
    amqpUrl: amqp.url,
    ...(await describeDatabase(sql, folder)),
  }
}
