import { createHash, randomBytes, randomUUID } from 'node:crypto'

/**
 * A refresh token is 48 bytes in base64url: the id of its family, then 32 random ones. The database has the family
 * id and the SHA-256 of the newest token, from which no token can be made. The random part makes a slow hash needless.
 */
export interface RefreshToken {
  text: string
  familyId: string
  hash: Buffer
}

const FAMILY_BYTES = 16
const SECRET_BYTES = 32

/** The first token of a new family, or the next one of a family. */
export function makeRefreshToken(familyId: string = randomUUID()): RefreshToken {
  const family = Buffer.from(familyId.replaceAll('-', ''), 'hex')
  return describe(Buffer.concat([family, randomBytes(SECRET_BYTES)]))
}

/** Undefined when the text cannot be one of ours. */
export function readRefreshToken(text: string): RefreshToken | undefined {
  if (!/^[\w-]{64}$/.test(text)) return undefined
  return describe(Buffer.from(text, 'base64url'))
}

function describe(bytes: Buffer): RefreshToken {
  const family = bytes.subarray(0, FAMILY_BYTES).toString('hex')
  return {
    text: bytes.toString('base64url'),
    familyId: family.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    hash: createHash('sha256').update(bytes).digest(),
  }
}
