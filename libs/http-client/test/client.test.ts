import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { fileBody, httpClient, outcomeOf } from '../src/index.ts'

/** As the generated types of a server are. */
interface Paths {
  '/things/{id}': {
    parameters: { path: { id: number } }
    get: {
      parameters: { path: { id: number } }
      responses: { 200: { content: { 'application/json': { name: string } } } }
    }
    put: {
      parameters: { path: { id: number } }
      requestBody: { content: { 'text/csv': string } }
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

test('a file is sent byte by byte, with its media type', async (t) => {
  const baseUrl = await server(t, (request, response) => {
    void (async () => {
      const body = Buffer.concat((await request.toArray()) as Buffer[])
      const name = `${request.headers['content-type']} ${body.toString('hex')}`
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ name }))
    })()
  })
  // Not UTF-8.
  const file = new Uint8Array([0xc1, 0xd6, 0x00, 0xff])
  const sent = await outcomeOf(
    httpClient<Paths>({ baseUrl }).PUT('/things/{id}', {
      params: { path: { id: 1 } },
      ...fileBody(file, 'text/csv'),
    }),
  )
  assert(sent.ok)
  assert.equal(sent.value.name, 'text/csv c1d600ff')
})
