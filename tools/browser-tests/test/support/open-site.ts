import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { ChatConfig, startChatServer } from '@munova/chat-server'
import { CommerceConfig, startCommerceApi } from '@munova/commerce-api'
import { type Sql } from '@munova/database'
import { createLog } from '@munova/service'
import {
  afterTheTest,
  fakeToss,
  type FakeTossProcess,
  freePort,
  openMailbox,
  testDatabase,
  until,
} from '@munova/testing'
import { startStorefront, StorefrontConfig } from '@munova/storefront'
import { buildPages } from '@munova/tool-pages'
import { seedDatabases } from '@munova/tool-seed'

export interface Site {
  url: string
  sql: Sql
  /** Stops the storefront for good. */
  close(): Promise<void>
  /** Of commerce-api itself, for its metrics. */
  apiUrl: string
  /** Stops commerce-api; the returned function starts it again on the same port. */
  stopCommerce(): Promise<() => Promise<void>>
  /** The gateway, when the site was opened with it. */
  toss: FakeTossProcess
  /** The text of the next mail to the address that was not taken before, when the site was opened with mail. */
  mailTo(address: string): Promise<string>
  /** Of chat-server, when the site was opened with it. */
  chat: ChatSite
}

export interface ChatSite {
  url: string
  sql: Sql
  /** Stops chat-server; the returned function starts it again on the same port. */
  stop(): Promise<() => Promise<void>>
}

const apps = new URL('../../../../apps/', import.meta.url)
/** The client key of a site with `tossSdk`. */
export const CLIENT_KEY = 'test_ck_browser'
let isOpen = false
/**
 * The built pages in front of a commerce-api with the demo shop, and of a chat-server with its rooms if `withChat`, with the fake
 * of the payment gateway if `withPayments`, and with a mail server if `withMail`; `policies` is a folder of the operator's texts;
 * `tossSdk` is the address of a script with which orders are paid, instead of the page of the fake. Once in a process: SvelteKit's handler reads its settings when it is loaded.
 */
export async function openSite(
  t: TestContext,
  env: Record<string, string> = {},
  { withChat = false, withPayments = false, withMail = false, policies = '', tossSdk = '' } = {},
): Promise<Site> {
  if (isOpen) throw new Error('one site for each test file')
  isOpen = true
  const folder = await mkdtemp(join(tmpdir(), 'munova-site-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  await buildPages(join(folder, 'build'))
  const pages = pathToFileURL(join(folder, 'build/handler.js'))
  const commerceDatabase = await testDatabase(t, new URL('commerce-api/migrations/', apps))
  const chatDatabase = await testDatabase(t, new URL('chat-server/migrations/', apps))
  await seedDatabases({ commerceUrl: commerceDatabase.url, chatUrl: chatDatabase.url })

  const toss = withPayments ? await fakeToss(t) : undefined
  const mail = withMail ? await openMails(t) : undefined
  const sitePort = String(withMail ? await freePort() : 0)
  const exchange = new MemoryExchange()
  const broker = connectMemory(exchange)
  const log = createLog({ name: 'site', level: 'silent' })
  const start = (port: string) =>
    startCommerceApi(
      CommerceConfig.parse({
        PORT: port,
        HOST: '127.0.0.1',
        DATABASE_URL: commerceDatabase.url,
        JWT_KEYS_FILE: join(folder, 'signing.json'),
        TRUST_PROXY: '127.0.0.1',
        ...(mail && { ...mail.settings, PUBLIC_URL: `http://localhost:${sitePort}` }),
        ...(toss && { TOSS_URL: toss.url, TOSS_SECRET_KEY: toss.secretKey }),
        ...env,
      }),
      { broker, log },
    )
  // In reverse; what has started ends also when the next thing does not start.
  const opened = new AsyncDisposableStack()
  t.after(() => opened.disposeAsync())
  opened.defer(() => broker.close())
  let commerce = await start('0')
  opened.defer(() => commerce.close())
  const { port, origin } = new URL(commerce.url)
  const chat = withChat
    ? await openChat(t, {
        databaseUrl: chatDatabase.url,
        exchange,
        jwks: `${origin}/.well-known/jwks.json`,
        folder,
      })
    : undefined
  const storefront = await startStorefront(
    StorefrontConfig.parse({
      HOST: '127.0.0.1',
      PORT: sitePort,
      POLICIES_FOLDER: policies,
      COMMERCE_API_URL: origin,
      ...(chat && { CHAT_SERVER_URL: chat.url }),
      ...(toss && { PAYMENT_WINDOW_URL: `${toss.url}/window` }),
      ...(tossSdk && { TOSS_CLIENT_KEY: CLIENT_KEY, TOSS_SDK_URL: tossSdk }),
    }),
    { log, pages },
  )
  opened.defer(() => storefront.close())
  return {
    url: storefront.url,
    apiUrl: origin,
    close: () => storefront.close(),
    sql: commerceDatabase.sql,
    get toss() {
      if (!toss) throw new Error('the site was opened without the gateway')
      return toss
    },
    mailTo(address) {
      if (!mail) throw new Error('the site was opened without mail')
      return mail.next(address)
    },
    get chat() {
      if (!chat) throw new Error('the site was opened without chat-server')
      return { ...chat, sql: chatDatabase.sql }
    },
    async stopCommerce() {
      await commerce.close()
      return async () => {
        commerce = await start(port)
      }
    },
  }
}

/** A mail server, and the settings with which commerce-api mails to it. */
async function openMails(t: TestContext) {
  const mailbox = await openMailbox({ host: '127.0.0.1', port: 0, smtpPort: 0 })
  // After the shop: it keeps connections, for which the mail server would wait.
  afterTheTest(t, () => mailbox.close())
  const taken = new Set<object>()
  return {
    settings: {
      SMTP_URL: mailbox.smtpUrl,
      MAIL_POLL_MS: '20',
      MAILS_PER_RECIPIENT: '100',
      MAILS_PER_SENDER: '100',
    },
    async next(address: string): Promise<string> {
      const found = await until(
        () => mailbox.mails.findLast((each) => each.to.includes(address) && !taken.has(each)),
        { what: `a mail to ${address}` },
      )
      taken.add(found)
      return found.text
    },
  }
}

/** A chat-server that shares the broker of commerce-api, ready for members of the demo shop. */
async function openChat(
  t: TestContext,
  from: { databaseUrl: string; exchange: MemoryExchange; jwks: string; folder: string },
): Promise<Omit<ChatSite, 'sql'>> {
  const broker = connectMemory(from.exchange)
  const log = createLog({ name: 'chat', level: 'silent' })
  const start = async (port: string) => {
    const server = await startChatServer(
      ChatConfig.parse({
        HOST: '127.0.0.1',
        PORT: port,
        RSOCKET_PORT: '0',
        DATABASE_URL: from.databaseUrl,
        AUTH_JWKS: from.jwks,
        TRUST_PROXY: '127.0.0.1',
        PICTURE_STORE: join(from.folder, 'chat-pictures'),
        DRAIN_MS: '200',
        CLOSE_LINGER_MS: '300',
        // Tests write faster than people.
        SENDS_BURST: '100000',
        HTTP_REQUESTS_BURST: '100000',
      }),
      { broker, log },
    )
    await until(() => fetch(`${server.url}/readyz`).then(({ ok }) => ok), {
      what: 'chat-server to know the members of the shop',
      timeoutMs: 60_000,
    })
    return server
  }
  let server = await start('0')
  const { port, origin } = new URL(server.url)
  t.after(() => broker.close())
  t.after(() => server.close())
  return {
    url: origin,
    async stop() {
      await server.close()
      return async () => {
        server = await start(port)
      }
    },
  }
}
