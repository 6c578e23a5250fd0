import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** A commerce-api that answers `shop`, with the headers of what it was asked. It ends with the test. */
export async function testUpstream(t: TestContext): Promise<{ url: string; got: IncomingHttpHeaders[] }> {
  const got: IncomingHttpHeaders[] = []
  const upstream = createServer((request, response) => {
    got.push(request.headers)
    response.end('shop')
  }).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  t.after(() => {
    upstream.closeAllConnections()
    upstream.close()
  })
  return { url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, got }
}
