import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { ChatConfig, startChatServer } from '@munova/chat-server'
import { CommerceConfig, startCommerceApi } from '@munova/commerce-api'
import { createLog } from '@munova/service'
import { StorefrontConfig, startStorefront } from '@munova/storefront'
import { type Cleanup, testDatabase } from '@munova/testing'
import { workspace } from '../../src/index.ts'

/** Three servers, one of each app, with a database and a broker of their own. */
export async function startServers(t: Cleanup, commerceSettings: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'munova-monitored-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const [commerce, chat] = await Promise.all(
    ['commerce-api', 'chat-server'].map((app) =>
      testDatabase(t, pathToFileURL(join(workspace, `apps/${app}/migrations/`))),
    ),
  )
  const keysFile = join(folder, 'signing.json')
  const exchange = new MemoryExchange()
  const log = createLog({ name: 'monitored', level: 'silent' })
  const common = { PORT: '0', LOG_LEVEL: 'silent', DRAIN_GRACE_MS: '0', DRAIN_MS: '50' }
  const api = await startCommerceApi(
    CommerceConfig.parse({
      ...common,
      DATABASE_URL: commerce!.url,
      JWT_KEYS_FILE: keysFile,
      PICTURE_STORE: join(folder, 'pictures'),
      ...commerceSettings,
    }),
    { broker: connectMemory(exchange), log },
  )
  t.after(() => api.close())
  const node = await startChatServer(
    ChatConfig.parse({
      ...common,
      DATABASE_URL: chat!.url,
      AUTH_JWKS: `${api.url}/.well-known/jwks.json`,
      RSOCKET_PORT: '0',
      PICTURE_STORE: join(folder, 'chat-pictures'),
    }),
    { broker: connectMemory(exchange), log },
  )
  t.after(() => node.close())
  const pages = pathToFileURL(join(workspace, 'apps/storefront/test/support/pages.ts'))
  const storefront = await startStorefront(
    StorefrontConfig.parse({
      ...common,
      HOST: '127.0.0.1',
      COMMERCE_API_URL: api.url,
      CHAT_SERVER_URL: node.url,
    }),
    { pages, log },
  )
  t.after(() => storefront.close())
  return { apps: { 'commerce-api': api, 'chat-server': node, storefront }, exchange, keysFile }
}
