import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { commerceClient, type CommerceClient } from '@munova/commerce-client'
import { afterTheTest } from '@munova/testing'

/** A client of a server that gives these answers one after the other, none where it is undefined. It waits for them without an end of its own. */
export async function shopAnswering(
  t: TestContext,
  answers: readonly ({ status: number; body: string } | undefined)[],
): Promise<CommerceClient> {
  const left = [...answers]
  const server = createServer((_request, response) => {
    const answer = left.shift()
    if (answer) response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  afterTheTest(t, () => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  return commerceClient({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 2 ** 31 - 1 })
}
