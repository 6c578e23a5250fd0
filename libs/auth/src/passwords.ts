import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

// OWASP's first choice for Argon2id on a server: 19 MiB, two passes, one lane.
const parameters = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

/** A PHC string to store. */
export async function hashPassword(plain: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { message: plain, nonce, ...parameters })
  return `$argon2id$v=19$m=19456,t=2,p=1$${unpadded(nonce)}$${unpadded(tag)}`
}

/** Whether the password is the one behind the hash. Without a hash (no such account) it takes as long and is false. */
export async function verifyPassword(plain: string, hash: string | undefined): Promise<boolean> {
  const [salt, tag] = (hash ?? '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA')
    .split('$')
    .slice(-2)
  const nonce = Buffer.from(salt!, 'base64')
  const derived = await derive('argon2id', { message: plain, nonce, ...parameters })
  const expected = Buffer.from(tag!, 'base64')
  return expected.length === derived.length && timingSafeEqual(expected, derived)
}

/** Whether the stored hash was made with other parameters than today's; hash again at the next sign-in. */
export function needsRehash(hash: string): boolean {
  return !hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$')
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
