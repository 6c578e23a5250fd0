import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Cleanup } from '@munova/testing'

/** What a node answers with: itself, and the request as it arrived. */
export interface Echo {
  node: string
  url: string
  headers: IncomingHttpHeaders
}

/** A node that is ready, and answers everything else with what it got; `answer` may answer instead and return true. */
export async function echoNode(
  t: Cleanup,
  node: string,
  answer: (...args: Parameters<RequestListener>) => boolean = () => false,
): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => {
    request.resume()
    if (request.url === '/readyz') response.end()
    else if (!answer(request, response)) respond(request, response)
  })
  const respond = ({ url, headers }: IncomingMessage, response: ServerResponse) => {
    const echo: Echo = { node, url: url!, headers }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(echo))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, server }
}
