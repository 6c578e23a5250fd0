import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { CommerceConfig, startCommerceApi } from '@munova/commerce-api'
import { connect, type Sql } from '@munova/database'
import { createLog } from '@munova/service'
import { afterTheTest, serviceUrl, testDatabase } from '@munova/testing'
import { seedDatabases } from '@munova/tool-seed'
import { StorefrontConfig } from '../../src/server/config.ts'
import { startStorefront } from '../../src/server/storefront.ts'

export interface Site {
  url: string
  sql: Sql
  /** Stops commerce-api; the returned function starts it again on the same port. */
  stopCommerce(): Promise<() => Promise<void>>
}

const apps = new URL('../../../', import.meta.url)
const root = fileURLToPath(new URL('../../../../', import.meta.url))
let isOpen = false
/** Arbitrary, the same in every test process: one of them builds, the others wait. */
const BUILD_LOCK = 6_866_820_003

/** Nothing is built again when nothing has changed. */
async function buildPages(): Promise<void> {
  const sql = connect(serviceUrl('TEST_DATABASE_URL'), { max: 1, name: 'build', statementTimeoutMs: 120_000 })
  try {
    // Released when the session ends, with this pool of one connection.
    await sql`select pg_advisory_lock(${BUILD_LOCK}::bigint)`
    await promisify(execFile)('npx', ['nx', 'build', '@munova/storefront'], { cwd: root })
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/**
 * The built pages in front of a commerce-api with the demo shop. Once in a process: SvelteKit's handler reads its settings when it
 * is loaded.
 */
export async function openSite(t: TestContext, env: Record<string, string> = {}): Promise<Site> {
  if (isOpen) throw new Error('one site for each test file')
  isOpen = true
  await buildPages()
  const commerceDatabase = await testDatabase(t, new URL('commerce-api/migrations/', apps))
  const chatDatabase = await testDatabase(t, new URL('chat-server/migrations/', apps))
  await seedDatabases({ commerceUrl: commerceDatabase.url, chatUrl: chatDatabase.url })
  const folder = await mkdtemp(join(tmpdir(), 'munova-site-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))

  const broker = connectMemory(new MemoryExchange())
  const log = createLog({ name: 'site', level: 'silent' })
  const start = (port: string) =>
    startCommerceApi(
      CommerceConfig.parse({
        PORT: port,
        HOST: '127.0.0.1',
        DATABASE_URL: commerceDatabase.url,
        JWT_KEYS_FILE: join(folder, 'signing.json'),
        TRUST_PROXY: '127.0.0.1',
        ...env,
      }),
      { broker, log },
    )
  let commerce = await start('0')
  const { port, origin } = new URL(commerce.url)
  const storefront = await startStorefront(
    StorefrontConfig.parse({ HOST: '127.0.0.1', PORT: '0', COMMERCE_API_URL: origin }),
    { log },
  )
  t.after(() => storefront.close())
  t.after(() => commerce.close())
  t.after(() => broker.close())
  return {
    url: storefront.url,
    sql: commerceDatabase.sql,
    async stopCommerce() {
      await commerce.close()
      return async () => {
        commerce = await start(port)
      }
    },
  }
}
