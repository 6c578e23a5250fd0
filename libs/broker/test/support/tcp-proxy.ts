import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface TcpProxy {
  /** The broker's URL through the proxy. */
  readonly url: string
  /** Forwards nothing and keeps the connections: a peer that neither answers nor closes. */
  freeze(): void
  thaw(): void
  /** Sends a frame to every client; only while nothing else is sent, so that it stands between two frames. */
  injectFrame(frame: Buffer): void
}

/** A TCP proxy to the broker that can stop forwarding. */
export async function tcpProxy(t: TestContext, brokerUrl: string): Promise<TcpProxy> {
  const target = new URL(brokerUrl)
  const sockets = new Set<Socket>()
  const nears = new Set<Socket>()
  let frozen = false
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5672), target.hostname)
    nears.add(near)
    near.on('close', () => nears.delete(near))
    near.pipe(far)
    far.pipe(near)
    for (const [socket, peer] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        peer.destroy()
      })
      if (frozen) socket.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  const url = new URL(brokerUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    freeze() {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      frozen = false
      for (const socket of sockets) socket.resume()
    },
    injectFrame(frame) {
      for (const near of nears) near.write(frame)
    },
  }
}
