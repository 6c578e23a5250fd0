import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface Cable {
  /** The broker's address through the cable. */
  readonly url: string
  /** Bytes stop in both directions, connections stay: a peer that neither answers nor closes. */
  freeze(): void
  thaw(): void
  /** Puts a frame into every stream to the clients; only while these are quiet, between two frames. */
  fromBroker(frame: Buffer): void
}

/** A TCP relay to the broker that can fall silent. */
export async function cable(t: TestContext, brokerUrl: string): Promise<Cable> {
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
    fromBroker(frame) {
      for (const near of nears) near.write(frame)
    },
  }
}
