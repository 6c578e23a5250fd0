import { nodeEnvironment } from '@munova/storefront/node-environment'
import { demoAccounts, demoPassword } from '@munova/tool-seed'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunningBroker } from '../servers/broker.ts'
import type { Databases } from '../servers/database.ts'
import type { Settings } from '../settings/settings.ts'

/** One process to start. */
export interface AppPlan {
  /** Unique display name. */
  name: string
  script: string
  /** Base URLs of its HTTP servers. */
  urls: string[]
  env: NodeJS.ProcessEnv
}

export interface Plan {
  storefrontUrl: string
  commerceUrl: string
  chatUrls: string[]
  commerce: AppPlan[]
  /** Stopped first. */
  storefront: AppPlan[]
  /** Stopped next. */
  chat: AppPlan[]
  /** Stopped last. */
  payments: AppPlan[]
  /** Stopped with them. */
  mailbox: AppPlan[]
  /** Where the pictures of the demo shop are to be. */
  pictures: { PICTURE_STORE: string; COMMERCE_DATABASE_URL: string }
}

/** Variables that configure npm start; they must not reach the apps, where they have another meaning. */
const OWN_VARIABLES = [
  ['DATABASE_URL', 'COMMERCE_DATABASE_URL', 'CHAT_DATABASE_URL', 'AMQP_URL', 'PORT', 'STOREFRONT_PORT'],
  ['COMMERCE_PORT', 'CHAT_PORT', 'RSOCKET_PORT', 'MUNOVA_HOME', 'FAKE_TOSS_PORT'],
  ['MAILBOX_PORT', 'MAILBOX_SMTP_PORT'],
].flat()

/** What the apps get of this process's environment. */
const passedOn = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.includes(name)))

/** Defaults for development. */
const DEVELOPMENT_DEFAULTS = {
  // Ctrl-C should not take as long as the drain of a deployment, and no balancer has to notice it.
  DRAIN_GRACE_MS: '0',
  DRAIN_MS: '2000',
  // Within the limits of any machine, so that the preflight prints no warnings.
  MAX_CONNECTIONS: '1000',
  LISTEN_BACKLOG: '511',
}

const demoAccountsText = `${Object.values(demoAccounts)
  .map(({ email }) => email)
  .join(', ')}, password ${demoPassword}`

const scripts = {
  storefront: new URL('../../../../apps/storefront/src/main.ts', import.meta.url),
  commerce: new URL('../../../../apps/commerce-api/src/main.ts', import.meta.url),
  chat: new URL('../../../../apps/chat-server/src/main.ts', import.meta.url),
  inOneProcess: new URL('apps-in-one-process.ts', import.meta.url),
  fakeToss: new URL('../../../fake-toss/src/main.ts', import.meta.url),
  mailbox: new URL('../../../mailbox/src/main.ts', import.meta.url),
}

/** Where the pages of the storefront are served from. */
export const pagesFolder = ({ home }: Settings): string => join(home, 'pages')

export function planApps(settings: Settings, databases: Databases, broker: RunningBroker): Plan {
  const base = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}`
  const commerceUrl = `${base}:${settings.commercePort}`
  const storefrontUrl = `${base.replace('127.0.0.1', 'localhost')}:${settings.storefrontPort}`
  const chatUrls = settings.chatPorts.map((port) => `${base}:${port}`)
  const payments = planPayments(settings, { base, commerceUrl })
  const mailbox = planMailbox(settings, base)
  const pictures = {
    PICTURE_STORE: process.env['PICTURE_STORE'] ?? join(settings.home, 'pictures', 'shop'),
    COMMERCE_DATABASE_URL: databases.commerceUrl,
  }
  const { PICTURE_STORE } = pictures
  // Never the one of the shop: whoever reads it needs no link.
  const CHAT_PICTURE_STORE = process.env['CHAT_PICTURE_STORE'] ?? join(settings.home, 'pictures', 'chat')
  const common = {
    ...DEVELOPMENT_DEFAULTS,
    PUBLIC_URL: storefrontUrl,
    // The storefront passes requests on, and says whose they are.
    TRUST_PROXY: settings.host,
    ...(settings.mailbox && {
      SMTP_URL: `smtp://${base.slice('http://'.length)}:${settings.mailbox.smtpPort}`,
    }),
    ...passedOn(),
    NODE_ENV: 'development',
    DEMO_ACCOUNTS: demoAccountsText,
    HOST: settings.host,
    ...(payments[0] && { TOSS_URL: payments[0].urls[0] }),
  }
  const storefront = planStorefront(settings, {
    commerceUrl,
    chatUrl: chatUrls[0]!,
    paymentsUrl: payments[0]?.urls[0],
    url: storefrontUrl,
  })
  const pages = { storefrontUrl, storefront: [storefront] }
  const JWT_KEYS_FILE = join(settings.home, 'keys', 'signing.json')
  const AUTH_JWKS = `${commerceUrl}/.well-known/jwks.json`
  if (broker.url === undefined) {
    const env = {
      ...common,
      JWT_KEYS_FILE,
      PICTURE_STORE,
      CHAT_PICTURE_STORE,
      AUTH_JWKS,
      COMMERCE_DATABASE_URL: databases.commerceUrl,
      CHAT_DATABASE_URL: databases.chatUrl,
      COMMERCE_PORT: String(settings.commercePort),
      CHAT_PORTS: settings.chatPorts.join(','),
      RSOCKET_PORTS: settings.rsocketPorts.join(','),
    }
    const urls = [commerceUrl, ...chatUrls]
    const both = { name: 'munova', script: fileURLToPath(scripts.inOneProcess), urls, env }
    return { ...pages, commerceUrl, chatUrls, commerce: [both], chat: [], payments, mailbox, pictures }
  }
  const env = { ...common, AMQP_URL: broker.url }
  const commerce = {
    name: 'commerce-api',
    script: fileURLToPath(scripts.commerce),
    urls: [commerceUrl],
    env: {
      ...env,
      JWT_KEYS_FILE,
      PICTURE_STORE,
      DATABASE_URL: databases.commerceUrl,
      PORT: String(settings.commercePort),
    },
  }
  const chat = settings.chatPorts.map((port, node) => ({
    name: `chat-server :${port}`,
    script: fileURLToPath(scripts.chat),
    urls: [chatUrls[node]!],
    env: {
      ...env,
      AUTH_JWKS,
      PICTURE_STORE: CHAT_PICTURE_STORE,
      DATABASE_URL: databases.chatUrl,
      PORT: String(port),
      RSOCKET_PORT: String(settings.rsocketPorts[node]),
    },
  }))
  return { ...pages, commerceUrl, chatUrls, commerce: [commerce], chat, payments, mailbox, pictures }
}

function planStorefront(
  settings: Settings,
  {
    url,
    commerceUrl,
    chatUrl,
    paymentsUrl,
  }: { url: string; commerceUrl: string; chatUrl: string; paymentsUrl: string | undefined },
): AppPlan {
  const env = {
    ...DEVELOPMENT_DEFAULTS,
    ...passedOn(),
    ...nodeEnvironment,
    // What was set for all processes comes last, and wins.
    NODE_OPTIONS: `${nodeEnvironment.NODE_OPTIONS} ${process.env['NODE_OPTIONS'] ?? ''}`.trim(),
    NODE_ENV: 'development',
    HOST: settings.host,
    PORT: String(settings.storefrontPort),
    PAGES_FOLDER: pagesFolder(settings),
    COMMERCE_API_URL: commerceUrl,
    CHAT_SERVER_URL: chatUrl,
    ...(paymentsUrl !== undefined && { PAYMENT_WINDOW_URL: `${paymentsUrl}/window` }),
  }
  return { name: 'storefront', script: fileURLToPath(scripts.storefront), urls: [url], env }
}

/** The mailbox, unless a mail server is configured. */
function planMailbox({ mailbox, host }: Settings, base: string): AppPlan[] {
  if (!mailbox) return []
  const env = { ...process.env, HOST: host, PORT: String(mailbox.port), SMTP_PORT: String(mailbox.smtpPort) }
  const urls = [`${base}:${mailbox.port}`]
  return [{ name: 'mailbox', script: fileURLToPath(scripts.mailbox), urls, env }]
}

/** The fake of Toss Payments, unless another gateway is configured. */
function planPayments(
  settings: Settings,
  { base, commerceUrl }: { base: string; commerceUrl: string },
): AppPlan[] {
  if (settings.fakeTossPort === undefined) return []
  const env = {
    FAKE_TOSS_WEBHOOK_URL: `${commerceUrl}/v1/payments/webhook`,
    ...process.env,
    HOST: settings.host,
    PORT: String(settings.fakeTossPort),
    FAKE_TOSS_LEDGER: join(settings.home, 'fake-toss', 'ledger.jsonl'),
  }
  const urls = [`${base}:${settings.fakeTossPort}`]
  return [{ name: 'fake-toss', script: fileURLToPath(scripts.fakeToss), urls, env }]
}
