import { isIP, type Socket } from 'node:net'

/** How a connection of a proxy begins: the address of its client if it was told, and the bytes that follow. */
export interface ProxiedStart {
  address: string | undefined
  rest: Buffer
}

const SIGNATURE_V2 = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a])
const HEADER_V2 = 16
const SIGNATURE_V1 = Buffer.from('PROXY ')
const LINE_END = Buffer.from('\r\n')
/** The longest line of version 1, by its specification. */
const MAX_V1 = 107
/** Of version 2: addresses and what proxies add to them. */
const MAX_V2 = 1_024
const TCP4 = 0x11
const TCP6 = 0x21

/**
 * Reads the PROXY protocol's header, version 1 or 2, from the first bytes of a connection: 'incomplete' while more bytes are
 * needed, 'malformed' when they cannot become one. Bytes without its signature are the client's own: as the length of an RSocket
 * frame both signatures are more than any frame has.
 */
export function readProxyHeader(bytes: Buffer): ProxiedStart | 'incomplete' | 'malformed' {
  if (startsLike(bytes, SIGNATURE_V2)) return readV2(bytes)
  if (startsLike(bytes, SIGNATURE_V1)) return readV1(bytes)
  return { address: undefined, rest: bytes }
}

/** Calls `done` with the start of a connection, or with undefined when it is malformed or does not come in time. */
export function onProxiedStart(
  socket: Socket,
  timeoutMs: number,
  done: (start: ProxiedStart | undefined) => void,
): void {
  let received: Buffer = Buffer.alloc(0)
  const finish = (start: ProxiedStart | undefined) => {
    clearTimeout(timer)
    socket.off('data', onData).off('close', onClose)
    socket.pause()
    done(start)
  }
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    const start = readProxyHeader(received)
    if (start !== 'incomplete') finish(start === 'malformed' ? undefined : start)
  }
  const onClose = () => finish(undefined)
  const timer = setTimeout(() => finish(undefined), timeoutMs)
  socket.on('data', onData).on('close', onClose)
}

/** Whether the bytes begin with the signature, as far as they have arrived. */
function startsLike(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length)
  return bytes.subarray(0, length).equals(signature.subarray(0, length))
}

function readV1(bytes: Buffer): ProxiedStart | 'incomplete' | 'malformed' {
  const end = bytes.subarray(0, MAX_V1).indexOf(LINE_END)
  if (end === -1) return bytes.length < MAX_V1 ? 'incomplete' : 'malformed'
  const rest = bytes.subarray(end + LINE_END.length)
  const [, protocol, address = ''] = bytes.toString('latin1', 0, end).split(' ')
  if (protocol === 'UNKNOWN') return { address: undefined, rest }
  const family = { TCP4: 4, TCP6: 6 }[protocol ?? '']
  return family !== undefined && isIP(address) === family ? { address, rest } : 'malformed'
}

function readV2(bytes: Buffer): ProxiedStart | 'incomplete' | 'malformed' {
  if (bytes.length < HEADER_V2) return 'incomplete'
  const [versionAndCommand, family] = bytes.subarray(SIGNATURE_V2.length)
  const end = HEADER_V2 + bytes.readUInt16BE(SIGNATURE_V2.length + 2)
  // 0: the proxy's own connection, such as a health check; 1: a client's.
  const command = versionAndCommand! - 0x20
  if ((command !== 0 && command !== 1) || end > MAX_V2) return 'malformed'
  if (bytes.length < end) return 'incomplete'
  const rest = bytes.subarray(end)
  const addresses = bytes.subarray(HEADER_V2, end)
  if (command === 0) return { address: undefined, rest }
  if (family === TCP4 && addresses.length >= 12) return { address: addresses.subarray(0, 4).join('.'), rest }
  if (family !== TCP6 || addresses.length < 36) return { address: undefined, rest }
  const groups = Array.from({ length: 8 }, (_, index) => addresses.readUInt16BE(index * 2).toString(16))
  return { address: groups.join(':'), rest }
}
