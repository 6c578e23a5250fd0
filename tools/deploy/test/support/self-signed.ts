import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate for 127.0.0.1 and localhost that signs itself, and its key, in PEM; made here, so that none is kept anywhere. */
export function selfSigned(): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256))
  const name = sequence(tlv(SET, sequence(objectId(COMMON_NAME), tlv(UTF8, Buffer.from('localhost')))))
  const alternatives = sequence(
    tlv(DNS_NAME, Buffer.from('localhost')),
    tlv(IP_ADDRESS, Buffer.from([127, 0, 0, 1])),
  )
  const body = sequence(
    tlv(VERSION, tlv(INTEGER, Buffer.from([2]))),
    tlv(INTEGER, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(EXTENSIONS, sequence(sequence(objectId(SUBJECT_ALTERNATIVES), tlv(OCTETS, alternatives)))),
  )
  const signature = sign('sha256', body, privateKey)
  const certificate = sequence(body, algorithm, tlv(BITS, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}

const DAY_MS = 86_400_000
/* Tags and object ids of X.509 (RFC 5280), as DER writes them. */
const INTEGER = 0x02
const BITS = 0x03
const OCTETS = 0x04
const OBJECT_ID = 0x06
const UTF8 = 0x0c
const UTC_TIME = 0x17
const SEQUENCE = 0x30
const SET = 0x31
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87
const VERSION = 0xa0
const EXTENSIONS = 0xa3
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const COMMON_NAME = [0x55, 0x04, 0x03]
const SUBJECT_ALTERNATIVES = [0x55, 0x1d, 0x11]

function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const { length } = value
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), value])
}

const sequence = (...parts: Buffer[]) => tlv(SEQUENCE, ...parts)
const objectId = (bytes: number[]) => tlv(OBJECT_ID, Buffer.from(bytes))

function time(at: number): Buffer {
  const text = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return tlv(UTC_TIME, Buffer.from(text.slice(2)))
}
