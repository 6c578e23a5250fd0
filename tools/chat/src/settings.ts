import { parseArgs } from 'node:util'
import { ChatFailure } from './failure.ts'

export const usage = `npm run chat -- [--as WHO] [--product ID | --group ID | --room ID]

  --as WHO       e-mail address, or buyer, seller, admin of the demo shop (buyer)
  --product ID   the inquiry about a product: a buyer opens it, a seller joins the newest one
  --group ID     join a group
  --room ID      a room you are in already; without any of the three the newest one
  --api URL      commerce-api (http://127.0.0.1:4000)
  --chat URLS    chat-server, several nodes with commas (http://127.0.0.1:4100)
  --token TOKEN  an access token instead of signing in

The password of other accounts than the demo shop's is read from MUNOVA_PASSWORD.
A line that is typed is sent; /help lists the commands. Lines can be piped in, too.`

export type Place = { kind: 'product' | 'group' | 'room'; id: number } | { kind: 'newest' }

export interface Settings {
  api: string
  /** Base addresses of chat-server nodes. */
  chat: readonly string[]
  place: Place
  who: { kind: 'token'; token: string } | { kind: 'account'; email: string; password: string }
}

type Env = Readonly<Record<string, string | undefined>>

/** The accounts and the password of the seeded development shop. */
const demoNames = ['buyer', 'seller', 'admin']
const demoDomain = 'munova.example'
const demoPassword = 'munova-demo-1234'

/** 'help' when that is what was asked for. Throws ChatFailure. */
export function readSettings(args: string[], env: Env): Settings | 'help' {
  const options = readOptions(args)
  if (options.help) return 'help'
  return {
    api: baseUrl('--api', options.api),
    chat: options.chat.split(',').map((url) => baseUrl('--chat', url.trim())),
    place: placeOf(options),
    who: options.token === undefined ? accountOf(options.as, env) : { kind: 'token', token: options.token },
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

function placeOf(options: {
  product?: string | undefined
  group?: string | undefined
  room?: string | undefined
}): Place {
  const kinds = ['product', 'group', 'room'] as const
  const named = kinds.filter((kind) => options[kind] !== undefined)
  if (named.length > 1) throw new ChatFailure(`--${named.join(' and --')} exclude each other`)
  const kind = named[0]
  if (kind === undefined) return { kind: 'newest' }
  const id = Number(options[kind])
  if (!Number.isSafeInteger(id) || id < 1) throw new ChatFailure(`--${kind} takes an id, 1 or greater`)
  return { kind, id }
}

function accountOf(name: string, env: Env): Settings['who'] {
  const email = demoNames.includes(name) ? `${name}@${demoDomain}` : name
  if (!email.includes('@')) throw new ChatFailure(`--as takes an e-mail address or ${demoNames.join(', ')}`)
  const password = env['MUNOVA_PASSWORD'] || (email.endsWith(`@${demoDomain}`) ? demoPassword : undefined)
  if (password === undefined) throw new ChatFailure('MUNOVA_PASSWORD has to hold the password')
  return { kind: 'account', email, password }
}

function baseUrl(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ChatFailure(`${option} takes http: or https: addresses`)
  return url.href.replace(/\/$/, '')
}
