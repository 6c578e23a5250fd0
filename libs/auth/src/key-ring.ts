import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import type { CryptoKey, JSONWebKeySet, JWTPayload } from 'jose'
import { z } from 'zod'
import { Mutex } from '@munova/service/work'

const PrivateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string(),
  d: z.string(),
  /** When it was added, and when another one took its place as the one that signs; keys of older files have neither. */
  addedAt: z.iso.datetime().optional(),
  replacedAt: z.iso.datetime().optional(),
})
type PrivateJwk = z.infer<typeof PrivateJwk>
const KeyFile = z.object({ keys: z.array(PrivateJwk).min(1) })

/** What an operator sees of a key. */
export interface SigningKey {
  kid: string
  signs: boolean
  addedAt: Date | undefined
  /** Since when it no longer signs; its tokens are valid until they expire. */
  replacedAt: Date | undefined
}

/**
 * The Ed25519 keys that sign access tokens, in a JWKS file that only its owner may read. The first key signs, all are published.
 * A key is added, published, promoted to the one that signs, replaced by the next, and retired when its last token has expired.
 */
export class KeyRing {
  readonly #file: string
  #keys: readonly PrivateJwk[]
  #signer: CryptoKey
  readonly #changes = new Mutex()

  private constructor(file: string, keys: readonly PrivateJwk[], signer: CryptoKey) {
    this.#file = file
    this.#keys = keys
    this.#signer = signer
  }

  /** Reads the file, or creates it with one new key. Processes that start at the same time get the same key. */
  static async load(file: string): Promise<KeyRing> {
    const found = await KeyRing.find(file)
    if (found) return found
    const keys = await createFile(file)
    return new KeyRing(file, keys, await importSigner(keys))
  }

  /** Reads the file; undefined when it does not exist. */
  static async find(file: string): Promise<KeyRing | undefined> {
    const keys = await readKeys(file)
    return keys && new KeyRing(file, keys, await importSigner(keys))
  }

  /** Takes over what another process, such as the command line, has written. A file that cannot be read changes nothing, and rejects. */
  async reload(): Promise<void> {
    await this.#changes.run(async () => {
      const keys = await readKeys(this.#file)
      if (!keys) throw new Error(`${this.#file} does not exist any more`)
      if (keys[0]!.kid !== this.#keys[0]!.kid) this.#signer = await importSigner(keys)
      this.#keys = keys
    })
  }

  /** The keys in the order of the file. */
  list(): SigningKey[] {
    return this.#keys.map(({ kid, addedAt, replacedAt }, index) => ({
      kid,
      signs: index === 0,
      addedAt: addedAt === undefined ? undefined : new Date(addedAt),
      replacedAt: replacedAt === undefined ? undefined : new Date(replacedAt),
    }))
  }

  /** Signs the claims as they are, with EdDSA and the first key's id. */
  sign(claims: JWTPayload): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: this.#keys[0]!.kid })
      .sign(this.#signer)
  }

  /** The JWKS for verifiers: the public half of every key, the signing key first. */
  publicJwks(): JSONWebKeySet {
    return {
      keys: this.#keys.map(({ kty, crv, kid, x }) => ({ kty, crv, kid, x, alg: 'EdDSA', use: 'sig' })),
    }
  }

  /** Adds a key that is published and does not sign, and returns its id. */
  async add(): Promise<string> {
    const key = await newKey()
    await this.#change((keys) => [...keys, key])
    return key.kid
  }

  /** Makes a published key the one that signs. Tokens of the one before stay valid until it is retired. */
  async promote(kid: string): Promise<void> {
    await this.#change((keys) => {
      const key = keys.find((each) => each.kid === kid)
      if (!key) throw new TypeError('there is no such key')
      return key === keys[0] ? keys : inFront(key, keys)
    })
  }

  /** Adds a key that signs from now on, and returns its id: for a key that must not sign any longer. */
  async rotate(): Promise<string> {
    const key = await newKey()
    await this.#change((keys) => inFront(key, keys))
    return key.kid
  }

  /** Removes an earlier key, which makes its tokens invalid. The key that signs cannot be retired. */
  async retire(kid: string): Promise<void> {
    await this.#change((keys) => {
      if (keys[0]!.kid === kid) throw new TypeError('the key that signs cannot be retired; rotate first')
      return keys.filter((key) => key.kid !== kid)
    })
  }

  /** Serialises changes; each starts from what the file holds then. */
  #change(edit: (keys: readonly PrivateJwk[]) => readonly PrivateJwk[]): Promise<void> {
    return this.#changes.run(async () => this.#replace(edit((await readKeys(this.#file)) ?? this.#keys)))
  }

  async #replace(keys: readonly PrivateJwk[]): Promise<void> {
    const signer = await importSigner(keys)
    const temporary = await writeTemporary(this.#file, keys)
    await rename(temporary, this.#file)
    this.#keys = keys
    this.#signer = signer
  }
}

/** The others keep their order, and the one that signed is replaced as of now. */
function inFront(key: PrivateJwk, keys: readonly PrivateJwk[]): PrivateJwk[] {
  const { replacedAt: _, ...signing } = key
  const replacedAt = new Date().toISOString()
  const others = keys.map((each, index) => (index === 0 ? { ...each, replacedAt } : each))
  return [signing, ...others.filter(({ kid }) => kid !== key.kid)]
}

async function readKeys(file: string): Promise<PrivateJwk[] | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    return KeyFile.parse(JSON.parse(text)).keys
  } catch {
    // Without the messages of JSON.parse and zod, which may quote key material.
    throw new Error(`${file} is not a JWKS of private Ed25519 keys`)
  }
}

async function createFile(file: string): Promise<PrivateJwk[]> {
  const keys = [await newKey()]
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const temporary = await writeTemporary(file, keys)
  try {
    // Unlike rename, link fails when the file exists: another process created it first, and its keys are used.
    await link(temporary, file)
    return keys
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    const theirs = await readKeys(file)
    if (!theirs) throw error
    return theirs
  } finally {
    await unlink(temporary)
  }
}

async function writeTemporary(file: string, keys: readonly PrivateJwk[]): Promise<string> {
  const temporary = `${file}.${randomUUID()}.tmp`
  await writeFile(temporary, `${JSON.stringify({ keys }, undefined, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  })
  return temporary
}

async function newKey(): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk = await exportJWK(privateKey)
  const addedAt = new Date().toISOString()
  return PrivateJwk.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk), addedAt })
}

async function importSigner(keys: readonly PrivateJwk[]): Promise<CryptoKey> {
  const { kty, crv, x, d } = keys[0]!
  const key = await importJWK({ kty, crv, x, d }, 'EdDSA')
  if (key instanceof Uint8Array) throw new TypeError('an Ed25519 key is expected')
  return key
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
