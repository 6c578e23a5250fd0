import { parseArgs } from 'node:util'
import { ChatFailure } from './failure.ts'

export const usage = `npm run chat -- [--as ACCOUNT] [--product ID | --group ID | --room ID]

  --as ACCOUNT   e-mail address, or buyer, seller, admin of the demo shop (buyer)
  --product ID   the inquiry about a product; opened when a buyer has none yet
  --group ID     join a group
  --room ID      one of your rooms; by default the one with the newest activity
  --api URL      commerce-api (http://127.0.0.1:4000)
  --chat URLS    chat-server nodes, separated by commas (http://127.0.0.1:4100)
  --token TOKEN  an access token instead of signing in

For accounts outside the demo shop, set MUNOVA_PASSWORD.
Each line of the input is sent as a message; /help lists the commands. The input may be a pipe.`

export type RoomChoice = { kind: 'product' | 'group' | 'room'; id: number } | { kind: 'newest' }

export interface Settings {
  api: string
  /** Base addresses of chat-server nodes. */
  chat: readonly string[]
  room: RoomChoice
  credentials: { kind: 'token'; token: string } | { kind: 'account'; email: string; password: string }
}

type Env = Readonly<Record<string, string | undefined>>

/** The accounts and the password of the seeded development shop. */
const demoNames = ['buyer', 'seller', 'admin']
const demoDomain = 'munova.example'
const demoPassword = 'munova-demo-1234'

/** Returns 'help' for --help. Throws ChatFailure. */
export function readSettings(args: string[], env: Env): Settings | 'help' {
  const options = readOptions(args)
  if (options.help) return 'help'
  return {
    api: baseUrl('--api', options.api),
    chat: options.chat.split(',').map((url) => baseUrl('--chat', url.trim())),
    room: roomChoiceOf(options),
    credentials:
      options.token === undefined ? accountOf(options.as, env) : { kind: 'token', token: options.token },
  }
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        as: { type: 'string', default: 'buyer' },
        product: { type: 'string' },
        group: { type: 'string' },
        room: { type: 'string' },
        api: { type: 'string', default: 'http://127.0.0.1:4000' },
        chat: { type: 'string', default: 'http://127.0.0.1:4100' },
        token: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return values
  } catch (error) {
    throw new ChatFailure(`${(error as Error).message}\n\n${usage}`)
  }
}

function roomChoiceOf(options: {
  product?: string | undefined
  group?: string | undefined
  room?: string | undefined
}): RoomChoice {
  const kinds = ['product', 'group', 'room'] as const
  const given = kinds.filter((kind) => options[kind] !== undefined)
  if (given.length > 1) throw new ChatFailure(`--${given.join(' and --')} cannot be combined`)
  const kind = given[0]
  if (kind === undefined) return { kind: 'newest' }
  const id = Number(options[kind])
  if (!Number.isSafeInteger(id) || id < 1) throw new ChatFailure(`--${kind} takes an id, 1 or greater`)
  return { kind, id }
}

function accountOf(name: string, env: Env): Settings['credentials'] {
  const email = demoNames.includes(name) ? `${name}@${demoDomain}` : name
  if (!email.includes('@')) throw new ChatFailure(`--as takes an e-mail address or ${demoNames.join(', ')}`)
  const password = env['MUNOVA_PASSWORD'] || (email.endsWith(`@${demoDomain}`) ? demoPassword : undefined)
  if (password === undefined) throw new ChatFailure('Set MUNOVA_PASSWORD to the password of this account')
  return { kind: 'account', email, password }
}

function baseUrl(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ChatFailure(`${option} takes http: or https: addresses`)
  return url.href.replace(/\/$/, '')
}
