import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import type { Cleanup } from '@munova/testing'

export interface TcpProxy {
  url: string
  /** Connections accepted so far. */
  readonly count: number
  /** Chunks received from the server so far. */
  readonly chunks: number
  /** Drops all further data of the current connections without closing them; new connections work. */
  freeze(): void
  /** Drops all further data of the server on the current connections. */
  dropResponses(): void
  /** Of the next connection, drops all data of the client after its handshake. */
  dropNextRequests(): void
  /** Holds back what clients send after their handshake, on each new connection, until the returned function is called. */
  holdRequests(): () => void
  /** Resets the current connections. */
  cut(): void
  /** Resets the current connections, and each new one. */
  stop(): void
  /** Forwards new connections again. */
  start(): void
}

/** A TCP proxy in front of a server, with faults. Closed after the test. */
export async function openTcpProxy(t: Cleanup, serverUrl: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(serverUrl)
  const pairs = new Set<{ client: Socket; upstream: Socket }>()
  let count = 0
  let chunks = 0
  let isNextMute = false
  let held: Promise<void> | undefined
  let isStopped = false
  const server = createServer((client) => {
    count++
    if (isStopped) return void client.resetAndDestroy()
    const upstream = connect(Number(port), hostname)
    const pair = { client, upstream }
    pairs.add(pair)
    const end = () => {
      client.destroy()
      upstream.destroy()
      pairs.delete(pair)
    }
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
    if (held) {
      const released = held
      client.once('data', (handshake) => {
        client.pause()
        upstream.write(handshake)
        void released.then(() => client.pipe(upstream))
      })
    } else if (isNextMute) client.once('data', (handshake) => upstream.write(handshake)).resume()
    else client.pipe(upstream)
    isNextMute = false
    upstream.pipe(client)
    upstream.on('data', () => chunks++)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const each = (run: (pair: { client: Socket; upstream: Socket }) => void) => {
    for (const pair of pairs) run(pair)
  }
  const dropResponses = () => each(({ client, upstream }) => upstream.unpipe(client).resume())
  const cut = () => each(({ client }) => client.resetAndDestroy())
  t.after(async () => {
    cut()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    get count() {
      return count
    },
    get chunks() {
      return chunks
    },
    freeze: () => {
      dropResponses()
      each(({ client, upstream }) => client.unpipe(upstream).resume())
    },
    dropResponses,
    dropNextRequests: () => (isNextMute = true),
    holdRequests() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return () => {
        held = undefined
        resolve()
      }
    },
    cut,
    stop() {
      isStopped = true
      cut()
    },
    start: () => (isStopped = false),
  }
}
