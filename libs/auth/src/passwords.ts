import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { serviceProblem } from '@munova/service'
import { formatPhc, parsePhc, type Phc } from './phc.ts'
import { Turnstile } from './turnstile.ts'

const derive = promisify(argon2)

// OWASP's first choice for Argon2id on a server: 19 MiB, two passes, one lane. Memory in KiB.
const today = { memory: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const TAG_BYTES = 32

// Contracts allow far less; without a limit a password is a way to make the server work.
const MAX_PASSWORD_BYTES = 1024

// Each one under way holds 19 MiB and one of libuv's four threads, which files and DNS need too.
const gate = new Turnstile({ running: 3, waiting: 100 })
const BUSY_RETRY_MS = 1_000

// Compared against when there is no account; nothing derives to it.
const nobody: Phc = { ...today, salt: Buffer.alloc(SALT_BYTES), tag: Buffer.alloc(TAG_BYTES) }

/**
 * A PHC string to store. Passwords that look the same are the same (NFC).
 * Throws UNAVAILABLE when too many passwords are being worked on.
 */
export async function hashPassword(plain: string): Promise<string> {
  const message = bytesOf(plain)
  if (!message) throw new RangeError(`a password has at most ${MAX_PASSWORD_BYTES} bytes`)
  const salt = randomBytes(SALT_BYTES)
  const tag = await work(message, { ...today, salt, tag: Buffer.alloc(TAG_BYTES) })
  return formatPhc({ ...today, salt, tag })
}

/**
 * Whether the password is the one behind the hash. Without a hash (there is no such account) it is false and takes as
 * long, so that time does not tell who has an account. Throws UNAVAILABLE when too many passwords are being worked on.
 */
export async function verifyPassword(plain: string, hash: string | undefined): Promise<boolean> {
  const stored = (hash === undefined ? undefined : parsePhc(hash)) ?? nobody
  const message = bytesOf(plain)
  if (!message) return false
  const tag = await work(message, stored)
  return timingSafeEqual(tag, stored.tag) && stored !== nobody
}

/** Whether the hash was made with other parameters than today's: hash the password again at the next sign-in. */
export function needsRehash(hash: string): boolean {
  const stored = parsePhc(hash)
  if (!stored) return true
  return (
    stored.memory !== today.memory ||
    stored.passes !== today.passes ||
    stored.parallelism !== today.parallelism ||
    stored.tag.length !== TAG_BYTES
  )
}

async function work(message: Buffer, { memory, passes, parallelism, salt, tag }: Phc): Promise<Buffer> {
  const done = gate.run(() =>
    derive('argon2id', { message, nonce: salt, memory, passes, parallelism, tagLength: tag.length }),
  )
  if (!done) throw serviceProblem('UNAVAILABLE', { retryAfterMs: BUSY_RETRY_MS })
  return done
}

function bytesOf(plain: string): Buffer | undefined {
  if (plain.length > MAX_PASSWORD_BYTES) return undefined
  const bytes = Buffer.from(plain.normalize('NFC'), 'utf8')
  return bytes.length > MAX_PASSWORD_BYTES ? undefined : bytes
}
