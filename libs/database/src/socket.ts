import net from 'node:net'
import postgres from 'postgres'
import { enforceResponseDeadline } from './response-deadline.ts'

export interface Address {
  host: string[]
  port: number[]
  path?: string | false | undefined
}

/** The size of a cancel request, which the server only answers by closing the connection. */
const CANCEL_REQUEST_BYTES = 16
/** The error that ends a connection is short, so only the end of a larger read is searched. */
const FATAL_SEARCH_BYTES = 4_096
/** The severity field of an ErrorResponse that is not localised. Text contains no NUL. */
const FATAL = '\0VFATAL\0'
/** A message begins with its type and a length of four bytes; the localised severity is its first field. */
const HEADER_BYTES = 5
const LOCAL_SEVERITY_BYTES = 64
const ERROR_RESPONSE = 'E'.charCodeAt(0)
const NOTICE_RESPONSE = 'N'.charCodeAt(0)

/**
 * The socket of one connection. The driver gets an error whenever the connection ends, however it ends.
 *
 * With a plain socket the driver keeps a fatal error that interrupts a statement, and also passes it to the first statement
 * of the next connection. And when a connection ends before it is ready, without an error that the driver knows (a proxy
 * without its server, a server that is starting), it may reconnect at once and for ever, and the statement never settles.
 * Between the error of a socket and its close, while other sockets are read, the driver accepts statements that it never
 * settles; so it gets an error at the close as well.
 * A server that has not finished a response after `responseMs` is considered dead; 0: never.
 * Over TLS the driver makes a socket of its own, and none of this applies.
 */
export function openSocket({ host, port, path }: Address, responseMs: number): net.Socket {
  // The driver uses these two in its error messages.
  const address = { host: host[0]!, port: port[0]! }
  const socket = Object.assign(path ? net.connect(path) : net.connect(address), address)
  let fatal: Error | undefined
  // The driver adds its listeners in the next turn. An error before that, as when no file descriptor is left, would crash
  // the process.
  let early: Error | undefined
  socket.once('error', (error) => {
    if (socket.listenerCount('error') === 0) early = error
  })
  if (responseMs > 0) {
    enforceResponseDeadline(socket, responseMs, () => {
      // Not as an error of the socket: between that and its close the driver accepts statements that never settle.
      fatal ??= closed(address)
      socket.destroy()
    })
  }
  socket.on('data', (bytes) => {
    fatal ??= takeFatal(bytes)
  })
  return socket.once('close', (hadError) => {
    if (early) return void socket.emit('error', early)
    if (!hadError && socket.bytesWritten <= CANCEL_REQUEST_BYTES) return
    socket.emit('error', fatal ?? closed(address))
  })
}

/** The fatal error at the end of a read. In the buffer it becomes a notice, so that the driver does not keep it. */
function takeFatal(bytes: Buffer): Error | undefined {
  const severity = bytes.indexOf(FATAL, Math.max(0, bytes.length - FATAL_SEARCH_BYTES), 'latin1')
  if (severity < 0) return undefined
  const start = startOfLast(bytes, severity)
  if (start === undefined) return undefined
  bytes[start] = NOTICE_RESPONSE
  const fields = bytes.toString('utf8', start + HEADER_BYTES).split('\0')
  const field = (letter: string) => fields.find((text) => text.startsWith(letter))?.slice(1)
  const values = { message: field('M'), code: field('C'), severity: field('V'), routine: field('R') }
  return Reflect.construct(postgres.PostgresError, [values]) as Error
}

/** The start of the error message whose severity is here and that extends to the end of the read. */
function startOfLast(bytes: Buffer, severity: number): number | undefined {
  const earliest = Math.max(0, severity - HEADER_BYTES - LOCAL_SEVERITY_BYTES)
  for (let start = severity - HEADER_BYTES; start >= earliest; start--) {
    if (bytes[start] !== ERROR_RESPONSE) continue
    if (start + 1 + bytes.readUInt32BE(start + 1) === bytes.length) return start
  }
  return undefined
}

function closed({ host, port }: { host: string; port: number }): Error {
  return Object.assign(new Error(`${host}:${port} closed the connection`), { code: 'CONNECTION_CLOSED' })
}
