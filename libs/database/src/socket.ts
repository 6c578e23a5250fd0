import net from 'node:net'
import postgres from 'postgres'

export interface Address {
  host: string[]
  port: number[]
  path?: string | false | undefined
}

/** A cancel request; the server never answers it, it just closes. */
const CANCEL_REQUEST_BYTES = 16
/** PostgreSQL's last words are short; larger reads are searched from their end only. */
const FATAL_SEARCH_BYTES = 4_096
/** The severity field of an ErrorResponse (which the language of the server does not change). Text holds no NUL. */
const FATAL = '\0VFATAL\0'
/** A message begins with its kind and four bytes of length; the severity in the server's language comes first. */
const HEADER_BYTES = 5
const LOCAL_SEVERITY_BYTES = 64
const ERROR_RESPONSE = 'E'.charCodeAt(0)
const NOTICE_RESPONSE = 'N'.charCodeAt(0)

/**
 * The socket of one connection, so made that the driver sees every end of it as an error, once.
 *
 * The driver alone keeps a fatal error that interrupts a statement and hands it to the first statement of the next
 * connection too; and when a connection ends before it is ready without an error it knows (a proxy whose server is
 * away, a server that is starting) it may connect again at once and for ever, and its statement never settles.
 * A server that answers nothing for `silenceMs` after something was sent is taken for gone; 0 = never.
 * Over TLS the driver makes its own socket and this does not help.
 */
export function openSocket({ host, port, path }: Address, silenceMs: number): net.Socket {
  // The driver names these two in its errors.
  const address = { host: host[0]!, port: port[0]! }
  const socket = Object.assign(path ? net.connect(path) : net.connect(address), address)
  let fatal: Error | undefined
  // The driver listens from the next turn on. A socket that fails before that, as when no file descriptor is left,
  // would take the process with it.
  let early: Error | undefined
  socket.once('error', (error) => {
    if (socket.listenerCount('error') === 0) early = error
  })
  if (silenceMs > 0) {
    endAfterSilence(socket, silenceMs, () => {
      // Not as the socket's error: between that and its close the driver takes statements that then never settle.
      fatal ??= closed(address)
      socket.destroy()
    })
  }
  socket.on('data', (bytes) => {
    fatal ??= takeFatal(bytes)
  })
  return socket.once('close', (hadError) => {
    if (early) socket.emit('error', early)
    if (hadError || socket.bytesWritten <= CANCEL_REQUEST_BYTES) return
    socket.emit('error', fatal ?? closed(address))
  })
}

/** A partition or a failover leaves connections that look open: the server's own timeouts never reach us. */
function endAfterSilence(socket: net.Socket, silenceMs: number, end: () => void): void {
  let timer: NodeJS.Timeout | undefined
  const heard = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const write: Function = socket.write.bind(socket)
  const writeAndWait = (...parameters: unknown[]): unknown => {
    timer ??= setTimeout(end, silenceMs)
    return write(...parameters)
  }
  Object.assign(socket, { write: writeAndWait })
  socket.on('data', heard).on('close', heard)
}

/** The fatal error at the end of what was read. It becomes a notice there, so that the driver does not keep it. */
function takeFatal(bytes: Buffer): Error | undefined {
  const severity = bytes.indexOf(FATAL, Math.max(0, bytes.length - FATAL_SEARCH_BYTES), 'latin1')
  if (severity < 0) return undefined
  const start = startOfLast(bytes, severity)
  if (start === undefined) return undefined
  bytes[start] = NOTICE_RESPONSE
  const fields = bytes.toString('utf8', start + HEADER_BYTES).split('\0')
  const field = (letter: string) => fields.find((text) => text.startsWith(letter))?.slice(1)
  const values = { message: field('M'), code: field('C'), severity: field('V'), routine: field('R') }
  return Reflect.construct(postgres.PostgresError, [values])
}

/** Where the error message begins that has its severity here and fills the rest of what was read. */
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
