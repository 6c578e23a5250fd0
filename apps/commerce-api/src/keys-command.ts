import { KeyRing, type SigningKey } from '@munova/auth'
import { readConfig } from '@munova/service'
import { CommandError, lineAbout } from './command-error.ts'
import { CommerceConfig } from './config.ts'

const USAGE = 'usage: keys list | keys add | keys promote <kid> [--now] | keys retire <kid> [--now]'
/** For as long responses with the published keys may be cached, and verifiers read them again. */
const PUBLISHED_MS = 5 * 60_000
/** The clocks of servers may differ by so much. */
const CLOCKS_MS = 60_000
const DAY_MS = 24 * 60 * 60_000

/** How long the times of a key are waited for; `--now` waits for nothing. */
interface Waits {
  promoteAfterMs: number
  retireAfterMs: number
}

type Command = (file: string, waits: Waits) => Promise<string[]>

/**
 * The command line for the keys that sign access tokens. `argv` is what follows `keys`. Needs JWT_KEYS_FILE and the lifetimes of
 * tokens only; servers that run read the file again by themselves. Resolves to the exit code; a failure is one line on stderr.
 */
export async function runKeysCommand(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  try {
    const command = parse(argv)
    const settings = readConfig(
      CommerceConfig.pick({
        JWT_KEYS_FILE: true,
        JWT_KEYS_CHECK_MS: true,
        ACCESS_TOKEN_SECONDS: true,
        FOLLOW_ORDERS_DAYS: true,
      }),
      environment,
    )
    const longestMs = Math.max(settings.ACCESS_TOKEN_SECONDS * 1000, settings.FOLLOW_ORDERS_DAYS * DAY_MS)
    const noticedMs = settings.JWT_KEYS_CHECK_MS + CLOCKS_MS
    const waits = { promoteAfterMs: PUBLISHED_MS + noticedMs, retireAfterMs: longestMs + noticedMs }
    for (const line of await command(settings.JWT_KEYS_FILE, waits)) console.log(line)
    return 0
  } catch (error) {
    console.error(`keys: ${lineAbout(error)}`)
    return 1
  }
}

function parse(argv: readonly string[]): Command {
  // Not parsed as options: the id of a key may begin with a dash.
  const now = argv.includes('--now')
  const [name, kid, ...rest] = argv.filter((argument) => argument !== '--now')
  const takesKey = name === 'promote' || name === 'retire'
  if (rest.length > 0 || takesKey !== (kid !== undefined) || (now && !takesKey)) throw new CommandError(USAGE)
  if (name === 'list') return list
  if (name === 'add') return add
  if (name === 'promote') return (file, waits) => promote(file, kid!, now ? 0 : waits.promoteAfterMs)
  if (name === 'retire') return (file, waits) => retire(file, kid!, now ? 0 : waits.retireAfterMs)
  throw new CommandError(USAGE)
}

async function list(file: string, waits: Waits): Promise<string[]> {
  const keys = await open(file)
  return keys.list().map((key) => {
    if (key.signs) return `${key.kid}\tsigns`
    if (key.replacedAt)
      return `${key.kid}\treplaced, may be retired from ${after(key.replacedAt, waits.retireAfterMs)}`
    if (key.addedAt)
      return `${key.kid}\tpublished, may be promoted from ${after(key.addedAt, waits.promoteAfterMs)}`
    return `${key.kid}\tpublished, since when is not known`
  })
}

async function add(file: string): Promise<string[]> {
  const keys = await KeyRing.find(file)
  if (!keys) {
    const [first] = (await KeyRing.load(file)).list()
    return [`${first!.kid}\tsigns; ${file} is new`]
  }
  return [`${await keys.add()}\tpublished`]
}

async function promote(file: string, kid: string, waitMs: number): Promise<string[]> {
  const keys = await open(file)
  const key = find(keys, kid)
  if (key.signs) return [`${kid}\tsigns already`]
  requirePassed(key.addedAt, waitMs, `${kid} is not known everywhere yet: promote it`)
  await keys.promote(kid)
  return [`${kid}\tsigns`]
}

async function retire(file: string, kid: string, waitMs: number): Promise<string[]> {
  const keys = await open(file)
  const key = find(keys, kid)
  if (key.signs) throw new CommandError(`${kid} signs: promote another key first`)
  // One that was added and never signed has no tokens.
  if (key.replacedAt)
    requirePassed(key.replacedAt, waitMs, `${kid} has tokens that have not expired: retire it`)
  else if (!key.addedAt && waitMs > 0)
    throw new CommandError(`${kid} may have tokens that have not expired: retire it with --now`)
  await keys.retire(kid)
  return [`${kid}\tretired`]
}

async function open(file: string): Promise<KeyRing> {
  const keys = await KeyRing.find(file)
  if (keys) return keys
  throw new CommandError(`${file} does not exist; keys add makes it`)
}

function find(keys: KeyRing, kid: string): SigningKey {
  const key = keys.list().find((each) => each.kid === kid)
  if (key) return key
  throw new CommandError(`there is no key ${kid}; keys list names them`)
}

function requirePassed(since: Date | undefined, waitMs: number, problem: string): void {
  if (waitMs > 0 && since && Date.now() < since.getTime() + waitMs)
    throw new CommandError(`${problem} after ${after(since, waitMs)}, or with --now`)
}

function after(since: Date, waitMs: number): string {
  return new Date(since.getTime() + waitMs).toISOString()
}
