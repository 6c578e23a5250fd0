import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { KeyRing } from '@munova/auth'

/** Serves the public keys to the nodes, as commerce-api does, at a path of its own for each node. */
export class KeyServer {
  readonly #server: Server
  readonly #lookups = new Map<string, number>()
  /** While it is away, every request breaks off. */
  isAway = false
  /** Requests that broke off. */
  refused = 0

  private constructor(keys: KeyRing) {
    this.#server = createServer((request, response) => {
      const path = request.url ?? ''
      if (this.isAway) {
        this.refused++
        request.socket.destroy()
        return
      }
      this.#lookups.set(path, (this.#lookups.get(path) ?? 0) + 1)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(keys.publicJwks()))
    })
  }

  static async open(keys: KeyRing): Promise<KeyServer> {
    const opened = new KeyServer(keys)
    opened.#server.listen(0, '127.0.0.1')
    await once(opened.#server, 'listening')
    return opened
  }

  /** AUTH_JWKS of a node. */
  urlOf(node: number): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the key server is closed')
    return `http://127.0.0.1:${address.port}${pathOf(node)}`
  }

  /** How often the node has read the keys. */
  lookupsOf(node: number): number {
    return this.#lookups.get(pathOf(node)) ?? 0
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }
}

function pathOf(node: number): string {
  return `/node-${node}`
}
