import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { createRemoteJWKSet, customFetch, importJWK, type CryptoKey, type FetchImplementation } from 'jose'
import { z } from 'zod'

export interface KeySetLimits {
  /** The JWKS is not read more often than this, whatever tokens arrive and whether or not it can be read. */
  cooldownMs: number
  /** The JWKS is read again after this, so that a retired key stops working here too. */
  refreshMs: number
  /** One read may take this long. */
  timeoutMs: number
}

const defaults = { refreshMs: 300_000, timeoutMs: 3_000 }
// A file is cheap to read, and the process that rotates its keys is this one.
const COOLDOWN_URL_MS = 5_000
const COOLDOWN_FILE_MS = 100
const MAX_BYTES = 64 * 1024
const MAX_KEYS = 32
/** Key ids that are known to be unknown. Above this, further ones count as perhaps new. */
const MAX_UNKNOWN = 1_000

const Jwks = z.object({ keys: z.array(z.unknown()).max(MAX_KEYS) })
/** The public half alone: a file may hold private keys. */
const PublicJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string().min(1),
})

interface CachedKey {
  /** The public key as it was read. */
  x: string
  key: CryptoKey
}

/**
 * The public Ed25519 keys of a JWKS, at a URL or in a file. jose reads it: one read at a time, with a cooldown and a
 * maximum age. This adds what jose does not have: after a failed read the keys of the last successful one stay in use and
 * the cooldown applies too; a key that is known is never waited for; and an unchanged key stays the same object.
 */
export class KeySet {
  readonly #jwks: ReturnType<typeof createRemoteJWKSet>
  readonly #cooldownMs: number
  #keys = new Map<string, CachedKey>()
  /** Key ids that the last read did not have, of tokens that were there before it. */
  readonly #unknown = new Set<string>()
  /** When the last successful read began. */
  #readAt = -Infinity
  #failure: unknown
  #failedAt = -Infinity
  #reading: Promise<void> | undefined

  constructor(source: string, limits: Partial<KeySetLimits> = {}) {
    const isUrl = /^https?:\/\//i.test(source)
    this.#cooldownMs = limits.cooldownMs ?? (isUrl ? COOLDOWN_URL_MS : COOLDOWN_FILE_MS)
    this.#jwks = createRemoteJWKSet(isUrl ? new URL(source) : pathToFileURL(source), {
      cooldownDuration: this.#cooldownMs,
      cacheMaxAge: limits.refreshMs ?? defaults.refreshMs,
      timeoutDuration: limits.timeoutMs ?? defaults.timeoutMs,
      [customFetch]: isUrl ? fetchJwks : readJwksFile(source),
    })
  }

  /**
   * The key, or undefined when the JWKS does not have it. Rejects when that cannot be known now: no JWKS could be read so
   * far, or none since the key was asked for, because the read failed or the cooldown of the one before lasts. The key may
   * have been published meanwhile: a rotation must not look like a forged token.
   */
  async find(kid: string): Promise<CryptoKey | undefined> {
    const askedAt = performance.now()
    const known = this.#keys.get(kid)?.key
    if (known && this.#jwks.fresh) return known
    const reading = this.#read()
    // The result of the read serves the next token; its server may be away.
    if (known) return known
    await reading
    const found = this.#keys.get(kid)?.key
    if (found || this.#unknown.has(kid)) return found
    if (this.#readAt < askedAt) throw new Error('the JWKS could not be read since', { cause: this.#failure })
    if (this.#unknown.size < MAX_UNKNOWN) this.#unknown.add(kid)
    return undefined
  }

  /** Whether tokens can be verified. */
  get hasKeys(): boolean {
    return this.#keys.size > 0
  }

  /** Reads the JWKS, unless there are keys or the cooldown lasts. Never rejects. */
  async load(): Promise<void> {
    if (!this.hasKeys) await this.#read()
  }

  /** Never rejects. Does nothing within the cooldown, which jose begins only with a success. */
  #read(): Promise<void> {
    if (this.#reading) return this.#reading
    if (this.#jwks.coolingDown || performance.now() - this.#failedAt < this.#cooldownMs) {
      return Promise.resolve()
    }
    this.#reading = this.#replaceKeys()
    return this.#reading
  }

  async #replaceKeys(): Promise<void> {
    const startedAt = performance.now()
    try {
      await this.#jwks.reload()
      this.#keys = await this.#importKeys()
      this.#unknown.clear()
      this.#readAt = startedAt
      this.#failure = undefined
    } catch (error) {
      this.#failure = error
      this.#failedAt = performance.now()
    } finally {
      this.#reading = undefined
    }
  }

  async #importKeys(): Promise<Map<string, CachedKey>> {
    const keys = new Map<string, CachedKey>()
    for (const jwk of z.array(PublicJwk).parse(this.#jwks.jwks()?.keys)) {
      const cached = this.#keys.get(jwk.kid)
      const key = cached?.x === jwk.x ? cached.key : await importJWK(jwk, 'EdDSA')
      if (!(key instanceof Uint8Array)) keys.set(jwk.kid, { x: jwk.x, key })
    }
    return keys
  }
}

/** As jose's own, with a bound on the size of the response. */
const fetchJwks: FetchImplementation = async (url, options) => {
  const response = await fetch(url, options)
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    throw new Error(`the JWKS was answered with status ${response.status}`)
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new Error(`the JWKS has more than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return publicKeysOf(Buffer.concat(chunks).toString('utf8'))
}

function readJwksFile(path: string): FetchImplementation {
  return async (_url, { signal }) => publicKeysOf(await readFile(path, { encoding: 'utf8', signal }))
}

/** Only our kind of key, of which there must be one: a JWKS without any would take the last good ones away. */
function publicKeysOf(text: string): Response {
  const keys = Jwks.parse(JSON.parse(text)).keys.flatMap((jwk) => PublicJwk.safeParse(jwk).data ?? [])
  if (keys.length === 0) throw new Error('the JWKS has no Ed25519 key')
  return Response.json({ keys })
}
