import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'

/**
 * A refresh token is 48 bytes in base64url: the id of its family (the session), then 32 random bytes. The database
 * stores the family id and the SHA-256 of the newest token; no token can be derived from them. A slow hash is not needed
 * because the secret is random. The secret of a successor is an HMAC of a random nonce under the token before it: who presents that
 * token can be given the same successor again, and the nonce alone gives nothing away.
 */
export interface RefreshToken {
  text: string
  familyId: string
  hash: Buffer
}

const FAMILY_BYTES = 16
const SECRET_BYTES = 32

/** Makes the first token of a new family. */
export function makeRefreshToken(): RefreshToken {
  const family = Buffer.from(randomUUID().replaceAll('-', ''), 'hex')
  return fromBytes(Buffer.concat([family, randomBytes(SECRET_BYTES)]))
}

export const makeNonce = () => randomBytes(16)

/** The next token of the family; the same one for the same nonce. */
export function successorOf({ text }: RefreshToken, nonce: Uint8Array): RefreshToken {
  const used = Buffer.from(text, 'base64url')
  const secret = createHmac('sha256', used).update(nonce).digest()
  return fromBytes(Buffer.concat([used.subarray(0, FAMILY_BYTES), secret]))
}

/** Undefined when the text does not have the form of a refresh token. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  if (!/^[\w-]{64}$/.test(text)) return undefined
  return fromBytes(Buffer.from(text, 'base64url'))
}

function fromBytes(bytes: Buffer): RefreshToken {
  const family = bytes.subarray(0, FAMILY_BYTES).toString('hex')
  return {
    text: bytes.toString('base64url'),
    familyId: family.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    hash: createHash('sha256').update(bytes).digest(),
  }
}
