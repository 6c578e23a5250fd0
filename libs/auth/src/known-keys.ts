import { readFile } from 'node:fs/promises'
import { importJWK, type CryptoKey } from 'jose'
import { z } from 'zod'

export interface KeyLimits {
  /** The keys are not read more often than this, whatever tokens arrive and however the reading ends. */
  cooldownMs: number
  /** The keys are read again after this, so that a retired key stops working here too. */
  refreshMs: number
  /** Reading them may take this long. */
  timeoutMs: number
}

const defaults = { refreshMs: 300_000, timeoutMs: 3_000 }
// A file is cheap to read, and its own process rotates it.
const COOLDOWN_URL_MS = 5_000
const COOLDOWN_FILE_MS = 100
const MAX_BYTES = 64 * 1024
const MAX_KEYS = 32

// Only the public half is taken from a file of private keys.
const Jwks = z.object({ keys: z.array(z.unknown()).max(MAX_KEYS) })
const PublicKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string().min(1),
})

interface KnownKey {
  /** The public half as it was read. */
  x: string
  key: CryptoKey
}

/** The public keys of one JWKS, by key id, as last read. One reading at a time. */
export class KnownKeys {
  readonly #source: string
  readonly #isUrl: boolean
  readonly #limits: KeyLimits
  #keys = new Map<string, KnownKey>()
  #readAt = -Infinity
  #triedAt = -Infinity
  #failure: unknown
  #reading: Promise<void> | undefined

  constructor(source: string, limits: Partial<KeyLimits> = {}) {
    this.#source = source
    this.#isUrl = /^https?:\/\//i.test(source)
    this.#limits = {
      cooldownMs: limits.cooldownMs ?? (this.#isUrl ? COOLDOWN_URL_MS : COOLDOWN_FILE_MS),
      refreshMs: limits.refreshMs ?? defaults.refreshMs,
      timeoutMs: limits.timeoutMs ?? defaults.timeoutMs,
    }
  }

  /**
   * The key, or undefined when the JWKS does not have it: the same object for as long as the key is the same. Rejects
   * when no JWKS could be read so far.
   */
  async find(kid: string): Promise<CryptoKey | undefined> {
    const known = this.#keys.get(kid)?.key
    if (known && performance.now() - this.#readAt < this.#limits.refreshMs) return known
    const reading = this.#read()
    // A key that is known need not wait: its owner is away, or the answer serves the next token.
    if (known) return known
    await reading
    if (this.#readAt === -Infinity) throw this.#failure
    return this.#keys.get(kid)?.key
  }

  /** Never rejects. Does nothing within the cooldown. */
  #read(): Promise<void> {
    if (this.#reading) return this.#reading
    if (performance.now() - this.#triedAt < this.#limits.cooldownMs) return Promise.resolve()
    this.#triedAt = performance.now()
    this.#reading = this.#replaceKeys()
    return this.#reading
  }

  async #replaceKeys(): Promise<void> {
    try {
      this.#keys = await this.#load()
      this.#readAt = performance.now()
    } catch (error) {
      this.#failure = error
    } finally {
      this.#reading = undefined
    }
  }

  async #load(): Promise<Map<string, KnownKey>> {
    const { keys } = Jwks.parse(JSON.parse(await this.#text()))
    const imported = new Map<string, KnownKey>()
    for (const candidate of keys) {
      // A key of another kind may stand beside ours.
      const { success, data } = PublicKey.safeParse(candidate)
      if (!success) continue
      const { kid, x } = data
      const known = this.#keys.get(kid)
      const key = known?.x === x ? known.key : await importJWK(data, 'EdDSA')
      if (!(key instanceof Uint8Array)) imported.set(kid, { x, key })
    }
    if (imported.size === 0) throw new Error('the JWKS has no Ed25519 key')
    return imported
  }

  async #text(): Promise<string> {
    if (!this.#isUrl) return readFile(this.#source, 'utf8')
    const response = await fetch(this.#source, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(this.#limits.timeoutMs),
    })
    if (!response.ok || !response.body) {
      await response.body?.cancel()
      throw new Error(`the JWKS was answered with status ${response.status}`)
    }
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of response.body) {
      bytes += chunk.length
      if (bytes > MAX_BYTES) throw new Error(`the JWKS has more than ${MAX_BYTES} bytes`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  }
}
