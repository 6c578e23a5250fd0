import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPages } from '@munova/tool-pages'
import { freePort } from '@munova/tool-services'
import { ChatNode } from '../system/chat-node.ts'
import { Program } from '../system/program.ts'
import { openShop, type Shop } from '../system/shop.ts'
import { openFolder } from '../system/system.ts'
import type { ScenarioContext } from '../scenario/scenario.ts'

/** The storefront in front of a commerce-api and a chat-server with the demo shop, each a process. */
export interface Site {
  url: string
  shop: Shop
  storefront: { pid: number }
}

const main = fileURLToPath(new URL('../../../../apps/storefront/src/main.ts', import.meta.url))
const HOST = '127.0.0.1'

export async function openSite({ cleanup, profile, log }: ScenarioContext): Promise<Site> {
  const folder = await openFolder(cleanup)
  const pagesFolder = join(folder, 'pages')
  await cleanup.open((signal) => buildPages(pagesFolder, { signal }))
  // The storefront says whose request it passes on.
  const shop = await openShop(cleanup, { profile: undefined, log, settings: { TRUST_PROXY: HOST } })
  const chat = await ChatNode.start(cleanup, {
    broker: 'rabbit',
    workers: 0,
    environment: {
      NODE_ENV: 'development',
      DATABASE_URL: shop.chatDatabaseUrl,
      AMQP_URL: shop.amqpUrl,
      AUTH_JWKS: `${shop.url}/.well-known/jwks.json`,
      TRUST_PROXY: HOST,
      LOG_LEVEL: 'info',
    },
    openFiles: undefined,
    profile: undefined,
    log,
  })
  const port = await freePort()
  const storefront = new Program({
    name: 'storefront',
    file: main,
    flags: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
    environment: {
      NODE_ENV: 'production',
      TOSS_CLIENT_KEY: 'test_ck_none',
      HOST,
      PORT: String(port),
      PAGES_FOLDER: pagesFolder,
      COMMERCE_API_URL: shop.url,
      CHAT_SERVER_URL: chat.address.url,
      LOG_LEVEL: 'info',
    },
    log,
  })
  await cleanup.defer(() => storefront.stop())
  await storefront.start()
  return { url: `http://${HOST}:${port}`, shop, storefront }
}
