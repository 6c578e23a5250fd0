import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { RefundAccount } from '@munova/commerce-contract'
import { ConfigError } from '@munova/service'
import type { CommerceConfig } from '../../config.ts'

type Keys = CommerceConfig['REFUND_ACCOUNT_KEYS']

const ALGORITHM = 'aes-256-gcm'
/** NIST SP 800-38D recommends 96 bits for a random nonce. */
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The key that sealed an account is not among the keys of this process. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing'
}

/** The account, encrypted with the first key: `{id of the key}.{nonce, tag and text in base64url}`. */
export function sealAccount([key]: Keys, account: RefundAccount): string {
  if (!key) throw new ConfigError('REFUND_ACCOUNT_KEYS: empty')
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key.secret, nonce).setAAD(Buffer.from(key.id))
  const text = Buffer.concat([cipher.update(JSON.stringify(account), 'utf8'), cipher.final()])
  return `${key.id}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`
}

/** Throws KeyMissing, and other errors when the text was changed. */
export function openAccount(keys: Keys, sealed: string): RefundAccount {
  const [id = '', encoded = ''] = sealed.split('.')
  const key = keys.find((candidate) => candidate.id === id)
  if (!key) throw new KeyMissing(`no key "${id}" in REFUND_ACCOUNT_KEYS`)
  const bytes = Buffer.from(encoded, 'base64url')
  const [nonce, tag, text] = [
    bytes.subarray(0, NONCE_BYTES),
    bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
    bytes.subarray(NONCE_BYTES + TAG_BYTES),
  ]
  const decipher = createDecipheriv(ALGORITHM, key.secret, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(id)).setAuthTag(tag)
  const plain = Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
  return RefundAccount.parse(JSON.parse(plain))
}
