import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { ChatConfig, migrations as chatMigrations, startChatServer } from '@munova/chat-server'
import { CommerceConfig, startCommerceApi } from '@munova/commerce-api'
import { createLog } from '@munova/service'
import { afterTheTest, type Cleanup, testDatabase } from '@munova/testing'
import type { OpenAPI3 } from 'openapi-typescript'

const commerceMigrations = new URL('../../../apps/commerce-api/migrations/', import.meta.url)

/** Starts both servers on empty databases and reads their OpenAPI documents. */
export async function readDocuments(t: Cleanup): Promise<{ commerce: OpenAPI3; chat: OpenAPI3 }> {
  const folder = await mkdtemp(join(tmpdir(), 'munova-clients-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const keys = join(folder, 'signing.json')
  const broker = connectMemory(new MemoryExchange())
  afterTheTest(t, () => broker.close())
  const log = createLog({ name: 'clients', level: 'silent' })
  const shared = { PORT: '0', LOG_LEVEL: 'silent' }

  const commerceDatabase = await testDatabase(t, commerceMigrations)
  const commerce = await startCommerceApi(
    CommerceConfig.parse({ ...shared, DATABASE_URL: commerceDatabase.url, JWT_KEYS_FILE: keys }),
    { broker, log },
  )
  t.after(() => commerce.close())
  const chatDatabase = await testDatabase(t, chatMigrations)
  const chat = await startChatServer(
    ChatConfig.parse({ ...shared, DATABASE_URL: chatDatabase.url, AUTH_JWKS: keys, RSOCKET_PORT: '0' }),
    { broker, log },
  )
  t.after(() => chat.close())
  return { commerce: await documentOf(commerce.url), chat: await documentOf(chat.url) }
}

async function documentOf(url: string): Promise<OpenAPI3> {
  const response = await fetch(`${url}/openapi.json`)
  return (await response.json()) as OpenAPI3
}
