import net from 'node:net'

interface Address {
  host: string[]
  port: number[]
  path?: string | undefined
}

/** A cancel request; the server never answers it, it just closes. */
const CANCEL_REQUEST_BYTES = 16

/**
 * Makes the sockets of one pool, over its hosts in turn.
 *
 * When a peer takes a connection and closes it without a word (a proxy whose server is away), the driver alone
 * connects again at once and for ever, and its statement never settles. Here that close is an error.
 */
export function socketsOf(): (address: Address) => net.Socket {
  let opened = 0
  return ({ host, port, path }) => {
    const at = opened++ % host.length
    // The driver names these two in its errors.
    const address = { host: host[at]!, port: port[at]! }
    const socket = Object.assign(path ? net.connect(path) : net.connect(address), address)
    return socket.once('close', (hadError) => {
      if (hadError || socket.bytesRead > 0 || socket.bytesWritten <= CANCEL_REQUEST_BYTES) return
      const error = new Error(`${address.host}:${address.port} closed the connection at once`)
      socket.emit('error', Object.assign(error, { code: 'CONNECTION_CLOSED' }))
    })
  }
}
