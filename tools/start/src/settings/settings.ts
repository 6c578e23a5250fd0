import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { StartFailure } from './failure.ts'

/** The root folder of the repository. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url))

export const usage = `npm start -- [--chat-nodes N] [--memory] [--verbose]

  --chat-nodes N   number of chat servers, on CHAT_PORT and RSOCKET_PORT and the ports after them (1)
  --memory         run both apps in one process, without RabbitMQ
  --verbose        print all log lines of the apps, not only warnings and errors

Environment: STOREFRONT_PORT (3000), COMMERCE_PORT (4000), CHAT_PORT (4100), RSOCKET_PORT (7000), HOST (127.0.0.1), MUNOVA_HOME (.munova),
DATABASE_URL (a PostgreSQL server; without it one is started), COMMERCE_DATABASE_URL and CHAT_DATABASE_URL
(two existing databases), AMQP_URL (a RabbitMQ), FAKE_TOSS_PORT (4200), TOSS_SECRET_KEY with TOSS_CLIENT_KEY, or
TOSS_URL (Toss Payments instead of the fake), MAILBOX_PORT (4300) and MAILBOX_SMTP_PORT (4301), or SMTP_URL (a mail server instead of
the mailbox). All other variables are passed to the apps.`

export interface Settings {
  /** Folder of data, keys and logs. */
  home: string
  isMemory: boolean
  isVerbose: boolean
  host: string
  storefrontPort: number
  commercePort: number
  /** Ports for HTTP and WebSocket, one per chat node. */
  chatPorts: number[]
  /** Ports for RSocket over TCP, one per chat node. */
  rsocketPorts: number[]
  database: DatabaseSetting
  amqpUrl: string | undefined
  /** Port of the fake payment gateway; undefined when another gateway is configured. */
  fakeTossPort: number | undefined
  /** Ports of the mailbox, for its page and for SMTP; undefined when a mail server is configured. */
  mailbox: { port: number; smtpPort: number } | undefined
}

/** An embedded server, an existing server, or two existing databases. */
export type DatabaseSetting =
  | { kind: 'embedded' }
  | { kind: 'server'; url: string }
  | { kind: 'databases'; commerceUrl: string; chatUrl: string }

type Env = Readonly<Record<string, string | undefined>>

const MAX_CHAT_NODES = 8
const MAX_PORT = 65_535

/** Returns 'help' for --help. Throws StartFailure. */
export function readSettings(args: string[], env: Env): Settings | 'help' {
  const options = readOptions(args)
  if (options.help) return 'help'
  if (env['NODE_ENV'] === 'production') {
    throw new StartFailure('npm start is for development: NODE_ENV is production')
  }
  const nodes = wholeNumber('--chat-nodes', options['chat-nodes'], { min: 1, max: MAX_CHAT_NODES })
  const chatPort = portOf(env, 'CHAT_PORT', 4_100)
  const rsocketPort = portOf(env, 'RSOCKET_PORT', chatPort === 0 ? 0 : 7_000)
  for (const [name, port] of Object.entries({ CHAT_PORT: chatPort, RSOCKET_PORT: rsocketPort })) {
    if (port + nodes - 1 > MAX_PORT)
      throw new StartFailure(`${name} ${port} leaves no ports for ${nodes} nodes`)
  }
  const commercePort = portOf(env, 'COMMERCE_PORT', 4_000)
  if (Boolean(env['TOSS_SECRET_KEY']) !== Boolean(env['TOSS_CLIENT_KEY']))
    throw new StartFailure('TOSS_SECRET_KEY and TOSS_CLIENT_KEY go together: set both or none')
  const hasToss = Boolean(env['TOSS_URL'] || env['TOSS_SECRET_KEY'])
  return {
    home: resolve(root, env['MUNOVA_HOME'] || '.munova'),
    isMemory: options.memory,
    isVerbose: options.verbose,
    host: env['HOST'] || '127.0.0.1',
    storefrontPort: portOf(env, 'STOREFRONT_PORT', commercePort === 0 ? 0 : 3_000),
    commercePort,
    chatPorts: Array.from({ length: nodes }, (_, node) => chatPort && chatPort + node),
    rsocketPorts: Array.from({ length: nodes }, (_, node) => rsocketPort && rsocketPort + node),
    database: databaseOf(env),
    amqpUrl: env['AMQP_URL'] || undefined,
    fakeTossPort: hasToss ? undefined : portOf(env, 'FAKE_TOSS_PORT', commercePort === 0 ? 0 : 4_200),
    mailbox: env['SMTP_URL']
      ? undefined
      : {
          port: portOf(env, 'MAILBOX_PORT', commercePort === 0 ? 0 : 4_300),
          smtpPort: portOf(env, 'MAILBOX_SMTP_PORT', commercePort === 0 ? 0 : 4_301),
        },
  }
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'chat-nodes': { type: 'string', default: '1' },
        memory: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    throw new StartFailure(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

function databaseOf(env: Env): DatabaseSetting {
  const { COMMERCE_DATABASE_URL: commerceUrl, CHAT_DATABASE_URL: chatUrl, DATABASE_URL: url } = env
  if (commerceUrl && chatUrl) return { kind: 'databases', commerceUrl, chatUrl }
  if (commerceUrl || chatUrl) {
    throw new StartFailure('COMMERCE_DATABASE_URL and CHAT_DATABASE_URL go together: set both or none')
  }
  if (!url) return { kind: 'embedded' }
  if (!URL.canParse(url)) throw new StartFailure('DATABASE_URL is not a URL')
  return { kind: 'server', url }
}

/** 0 means any free port. */
function portOf(env: Env, name: string, fallback: number): number {
  return wholeNumber(name, env[name] || String(fallback), { min: 0, max: MAX_PORT })
}

function wholeNumber(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new StartFailure(`${name} is a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`)
}
