import { join } from 'node:path'
import { nodeEnvironment } from '@munova/storefront/node-environment'
import { bundle } from '@munova/tool-deploy'
import { demoAccounts } from '@munova/tool-seed'
import { freePort } from '@munova/tool-services'
import { ChatNode } from '../system/chat-node.ts'
import { Program } from '../system/program.ts'
import { openShop, type Shop } from '../system/shop.ts'
import { openFolder } from '../system/system.ts'
import type { ScenarioContext } from '../scenario/scenario.ts'

/** The storefront in front of a commerce-api and a chat-server with the demo shop, each a process. */
export interface Site {
  url: string
  chatUrl: string
  shop: Shop
  storefront: { pid: number }
}

const HOST = '127.0.0.1'

export async function openSite({ cleanup, profile, log }: ScenarioContext): Promise<Site> {
  const folder = await openFolder(cleanup)
  // As it is deployed: sources that Node strips of their types need more memory.
  const deployed = join(folder, 'storefront')
  await bundle('storefront', deployed)
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
    file: join(deployed, 'src/main.mjs'),
    flags: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
    environment: {
      ...nodeEnvironment,
      NODE_ENV: 'production',
      TOSS_CLIENT_KEY: 'test_ck_none',
      HOST,
      PORT: String(port),
      COMMERCE_API_URL: shop.url,
      CHAT_SERVER_URL: chat.address.url,
      LOG_LEVEL: 'info',
    },
    log,
  })
  await cleanup.defer(() => storefront.stop())
  await storefront.start()
  return { url: `http://${HOST}:${port}`, chatUrl: chat.address.url, shop, storefront }
}

/** The newest shoe of the demo seller. */
export async function productOf({ shop }: Site): Promise<number> {
  const [product] = await shop.sql<[{ id: number }]>`
    select id from products where seller_id = ${demoAccounts.seller.id} and status = 'PUBLISHED' order by id desc limit 1`
  return product.id
}
