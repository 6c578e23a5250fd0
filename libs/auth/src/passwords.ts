import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { serviceProblem } from '@munova/service'
import pLimit from 'p-limit'
import { formatPhc, parsePhc, type Phc } from './phc.ts'

const derive = promisify(argon2)

// OWASP's first recommendation for Argon2id on a server: 19 MiB, two passes, one lane. Memory in KiB.
const parameters = { memory: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const TAG_BYTES = 32

// The contracts allow far less. Without a limit, a long password would be a denial of service.
const MAX_PASSWORD_BYTES = 1024

// A running derivation holds 19 MiB and one of libuv's four threads, which files and DNS need too.
const limit = pLimit(3)
const MAX_WAITING = 100
const RETRY_AFTER_MS = 1_000

// Compared with when there is no account; no password has this tag.
const placeholder: Phc = { ...parameters, salt: Buffer.alloc(SALT_BYTES), tag: Buffer.alloc(TAG_BYTES) }

/**
 * The hash of a password as a PHC string, to be stored. The password is normalised to NFC, so that text that looks the
 * same is the same password. Throws UNAVAILABLE when too many derivations wait.
 */
export async function hashPassword(plain: string): Promise<string> {
  const message = bytesOf(plain)
  if (!message) throw new RangeError(`a password has at most ${MAX_PASSWORD_BYTES} bytes`)
  const salt = randomBytes(SALT_BYTES)
  const tag = await deriveTag(message, { ...parameters, salt, tag: Buffer.alloc(TAG_BYTES) })
  return formatPhc({ ...parameters, salt, tag })
}

/**
 * Whether the password belongs to the hash. Without a hash (no such account) the result is false and takes as long, so
 * that response times do not reveal who has an account. Throws UNAVAILABLE when too many derivations wait.
 */
export async function verifyPassword(plain: string, hash: string | undefined): Promise<boolean> {
  const stored = (hash === undefined ? undefined : parsePhc(hash)) ?? placeholder
  const message = bytesOf(plain)
  if (!message) return false
  const tag = await deriveTag(message, stored)
  return timingSafeEqual(tag, stored.tag) && stored !== placeholder
}

/** Whether the hash was made with other parameters than the current ones: hash the password again at the next sign-in. */
export function needsRehash(hash: string): boolean {
  const stored = parsePhc(hash)
  if (!stored) return true
  return (
    stored.memory !== parameters.memory ||
    stored.passes !== parameters.passes ||
    stored.parallelism !== parameters.parallelism ||
    stored.tag.length !== TAG_BYTES
  )
}

async function deriveTag(message: Buffer, { memory, passes, parallelism, salt, tag }: Phc): Promise<Buffer> {
  if (limit.pendingCount >= MAX_WAITING) {
    throw serviceProblem('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS })
  }
  return limit(() =>
    derive('argon2id', { message, nonce: salt, memory, passes, parallelism, tagLength: tag.length }),
  )
}

function bytesOf(plain: string): Buffer | undefined {
  if (plain.length > MAX_PASSWORD_BYTES) return undefined
  const bytes = Buffer.from(plain.normalize('NFC'), 'utf8')
  return bytes.length > MAX_PASSWORD_BYTES ? undefined : bytes
}
