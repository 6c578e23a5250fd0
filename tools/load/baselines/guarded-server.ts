import { Server, type Socket } from 'node:net'

const SETUP = 0x01
const LENGTH_BYTES = 3
const TYPE_AT = LENGTH_BYTES + 4
const TYPE_BITS = 10
const SETUP_TIMEOUT_MS = 5_000

/**
 * Works around crashes of rsocket-tcp-server 1.0.0-alpha.3: its process exits on a SETUP that arrives in two segments, on
 * a reset before the first byte, and on a first frame of another type. A connection is passed on once a complete SETUP
 * has arrived.
 */
export class GuardedServer extends Server {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'connection') return super.emit(event, ...(args as never[]))
    const [socket] = args as [Socket]
    let bytes = Buffer.alloc(0)
    const timer = setTimeout(() => socket.destroy(), SETUP_TIMEOUT_MS)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => clearTimeout(timer))
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      if (bytes.length < TYPE_AT + 2) return
      if (bytes.readUInt16BE(TYPE_AT) >>> TYPE_BITS !== SETUP) {
        socket.destroy()
        return
      }
      if (bytes.length < LENGTH_BYTES + bytes.readUIntBE(0, LENGTH_BYTES)) return
      clearTimeout(timer)
      socket.off('data', onData)
      socket.pause()
      socket.unshift(bytes)
      super.emit('connection', socket)
      socket.resume()
    }
    socket.on('data', onData)
    return true
  }
}
