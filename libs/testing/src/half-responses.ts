import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Cleanup } from './cleanup.ts'

export interface HalfResponses {
  /** The URL of the server, through the proxy. */
  readonly url: string
  /** From now on each connection, open or new, passes on so many bytes of the server and then nothing, and stays open. */
  stop(bytes: number): void
  /** Connections that are opened from now on work; those that were stopped stay silent. */
  go(): void
}

/** A proxy in front of a server whose responses can stop half way, as after a failover: no socket is closed. */
export async function halfResponses(t: Cleanup, serverUrl: string): Promise<HalfResponses> {
  const url = new URL(serverUrl)
  const { hostname, port } = url
  const sockets = new Set<Socket>()
  let stopped: { bytes: number } | undefined
  const open = new Set<{ allowed: number | undefined }>()
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname)
    const connection = { allowed: stopped?.bytes }
    open.add(connection)
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.on('data', (bytes) => server.write(bytes))
    server.on('data', (bytes) => {
      const passed = connection.allowed === undefined ? bytes : bytes.subarray(0, connection.allowed)
      if (connection.allowed !== undefined) connection.allowed -= passed.length
      if (passed.length > 0) client.write(passed)
    })
    client.on('close', () => {
      open.delete(connection)
      server.destroy()
    })
    server.on('close', () => connection.allowed === undefined && client.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.after(async () => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  url.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
  return {
    url: url.href,
    stop(bytes) {
      stopped = { bytes }
      for (const connection of open) connection.allowed = bytes
    },
    go() {
      stopped = undefined
    },
  }
}
