import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { httpClient, outcomeOf } from '../src/index.ts'

/** As the generated types of a server are. */
interface Paths {
  '/things/{id}': {
    parameters: { path: { id: number } }
    get: {
      parameters: { path: { id: number } }
      responses: { 200: { content: { 'application/json': { name: string } } } }
    }
  }
}

const thing = (baseUrl: string) =>
  outcomeOf(
    httpClient<Paths>({ baseUrl, timeoutMs: 300 }).GET('/things/{id}', { params: { path: { id: 1 } } }),
  )

async function server(t: TestContext, answer: Parameters<typeof createServer>[1]): Promise<string> {
  const http = createServer(answer)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    http.closeAllConnections()
    http.close()
  })
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

test('a problem has its code, the wrong fields and the time after which to retry', async (t) => {
  const body = {
    code: 'VALIDATION_FAILED',
    status: 400,
    requestId: 'r1',
    retryAfterMs: 10,
    errors: [{ path: 'params.id', message: 'too small' }],
  }
  const baseUrl = await server(t, (_request, response) =>
    response.writeHead(400, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body)),
  )
  const outcome = await thing(baseUrl)
  assert(!outcome.ok)
  const { code, status, fields, retryAfterMs, requestId } = outcome.problem
  assert.deepEqual(
    { code, status, fields, retryAfterMs, requestId },
    { code: 'VALIDATION_FAILED', status: 400, fields: body.errors, retryAfterMs: 10, requestId: 'r1' },
  )
})

for (const [name, answer] of [
  [
    'cuts its answer',
    (_request, response) =>
      response.writeHead(200, { 'content-length': '50' }).write('{"it', () => response.destroy()),
  ],
  ['does not answer', () => undefined],
  ['closes the connection', (request) => request.destroy()],
  [
    'answers with a page',
    (_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad</h1>'),
  ],
] satisfies [string, Parameters<typeof createServer>[1]][]) {
  test(`a server that ${name} is UNAVAILABLE`, async (t) => {
    const baseUrl = await server(t, answer)
    const outcome = await thing(baseUrl)
    assert(!outcome.ok)
    assert.equal(outcome.problem.code, 'UNAVAILABLE')
  })
}
