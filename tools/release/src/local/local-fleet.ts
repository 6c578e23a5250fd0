import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { freePort } from '@munova/tool-services'
import { demoAccounts, demoPassword } from '@munova/tool-seed'
import { Fleet } from '../fleet.ts'

export interface LocalServers {
  commerceUrl: string
  chatUrl: string
  amqpUrl: string
}

/** Which apps an app cannot be without. */
const needs: Readonly<Record<string, readonly string[]>> = {
  'chat-server': ['commerce-api'],
  storefront: ['commerce-api', 'chat-server'],
}

/** A fleet on free ports of this machine: two nodes of the app that is released, one of each app that it needs. */
export async function localFleet(app: string, folder: string, servers: LocalServers) {
  const addresses = {
    'commerce-api': await freePort(),
    'chat-server': await freePort(),
    storefront: await freePort(),
  }
  const shop = `http://127.0.0.1:${addresses['commerce-api']}`
  const every = { NODE_ENV: 'development', TRUST_PROXY: '127.0.0.1', DRAIN_GRACE_MS: '2000' }
  const common = { ...every, AMQP_URL: servers.amqpUrl }
  const environments: Record<string, Record<string, string>> = {
    'commerce-api': {
      ...common,
      DATABASE_URL: servers.commerceUrl,
      JWT_KEYS_FILE: join(folder, 'keys/signing.json'),
      PICTURE_STORE: join(folder, 'pictures/shop'),
      REFUND_ACCOUNT_KEYS: `local:${randomBytes(32).toString('base64')}`,
      TOSS_SECRET_KEY: 'test_sk_none',
      TOSS_URL: 'http://127.0.0.1:9',
    },
    'chat-server': {
      ...common,
      DRAIN_MS: '2000',
      DATABASE_URL: servers.chatUrl,
      PICTURE_STORE: join(folder, 'pictures/chat'),
      AUTH_JWKS: `${shop}/.well-known/jwks.json`,
      MAX_CONNECTIONS: '1000',
      LISTEN_BACKLOG: '511',
      // The traffic is that of one member.
      HTTP_REQUESTS_PER_SECOND: '10000',
      HTTP_REQUESTS_BURST: '10000',
      SENDS_PER_SECOND: '10000',
      SENDS_BURST: '10000',
    },
    storefront: {
      ...every,
      COMMERCE_API_URL: shop,
      CHAT_SERVER_URL: `http://127.0.0.1:${addresses['chat-server']}`,
    },
  }
  const wanted = [...(needs[app] ?? []), app]
  const apps = await Promise.all(
    wanted.map(async (each) => {
      const nodes = each === app ? 2 : 1
      const names = Array.from({ length: nodes }, (_, index) => [`a${index + 1}`, `b${index + 1}`]).flat()
      const slots = await Promise.all(
        names.toSorted().map(async (name) => ({
          name,
          port: await freePort(),
          environment: each === 'chat-server' ? { RSOCKET_PORT: String(await freePort()) } : {},
        })),
      )
      const fleet = {
        backends: [each],
        slots,
        nodes,
        artefacts: join(folder, 'artefacts', each),
        environment: environments[each]!,
        readyMs: 30_000,
        drainMs: 1_000,
        judge: { forMs: 5_000 },
      }
      return [each, fleet] as const
    }),
  )
  const fleet = Fleet.parse({
    balancer: { adminPort: await freePort() },
    urls: { 'commerce-api': shop },
    smoke: { email: demoAccounts.buyer.email, password: demoPassword },
    apps: Object.fromEntries(apps),
  })
  return { fleet, addresses }
}
