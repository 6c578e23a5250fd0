import type { FastifyInstance } from 'fastify'
import type { Duplex } from 'node:stream'

const CHECK_MS = 50

/**
 * While the server closes, ends the connections without a request. Node itself ends those that had one before, but waits for the
 * ones that have sent nothing yet, as browsers open them in advance, or half a request, whose time limits it no longer checks.
 */
export function endIdleConnectionsOnClose(app: Pick<FastifyInstance, 'addHook' | 'server'>): void {
  const { server } = app
  /** Requests in progress; upgraded connections are those of somebody else. */
  const requests = new Map<Duplex, number>()
  const count = (connection: Duplex, change: 1 | -1) => {
    const before = requests.get(connection)
    if (before !== undefined) requests.set(connection, before + change)
  }
  server.on('connection', (connection) => {
    requests.set(connection, 0)
    connection.once('close', () => requests.delete(connection))
  })
  server.on('request', ({ socket }, response) => {
    count(socket, 1)
    response.once('close', () => count(socket, -1))
  })
  server.on('upgrade', (_request, connection) => void requests.delete(connection))
  app.addHook('preClose', (done) => {
    const timer = setInterval(() => {
      for (const [connection, running] of requests) if (running === 0) connection.destroy()
      if (!server.listening && requests.size === 0) clearInterval(timer)
    }, CHECK_MS)
    timer.unref()
    done()
  })
}
