import assert from 'node:assert/strict'

/** What a server must permit pages of an origin to do. */
export interface Cors {
  origin: string
  credentials: boolean
  /** Headers of requests. */
  requestHeaders: readonly string[]
  /** Headers of responses that scripts read. */
  exposedHeaders: readonly string[]
}

type Document = { paths: Record<string, Record<string, unknown>> }

/** Asks a server as a browser would, about every route of its OpenAPI document, so that a new route is covered. */
export async function checkCors(url: string, cors: Cors): Promise<void> {
  const { paths } = (await (await fetch(new URL('/openapi.json', url))).json()) as Document
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
  )
  assert.ok(routes.length > 10)
  for (const { path, method } of routes) {
    const what = `${method} ${path}`
    const ask = (origin: string) => preflight(new URL(path, url), { origin, method, cors })
    const permitted = await ask(cors.origin)
    assert.equal(permitted.status, 204, what)
    const given = (name: string) => listOf(permitted.headers.get(name))
    assert.deepEqual(given('access-control-allow-origin'), [cors.origin], what)
    assert.equal(permitted.headers.get('access-control-allow-credentials') === 'true', cors.credentials, what)
    assert.ok(given('access-control-allow-methods').includes(method.toLowerCase()), what)
    for (const header of cors.requestHeaders)
      assert.ok(given('access-control-allow-headers').includes(header), `${what}: ${header}`)
    assert.ok(Number(permitted.headers.get('access-control-max-age')) > 0, what)

    const unknown = await ask('https://elsewhere.example')
    assert.equal(unknown.headers.get('access-control-allow-origin'), null, what)
  }
  // A problem too, which is what a page reads `retry-after` of.
  const failed = await fetch(new URL('/nowhere', url), { headers: { origin: cors.origin } })
  assert.equal(failed.headers.get('access-control-allow-origin'), cors.origin)
  const exposed = listOf(failed.headers.get('access-control-expose-headers'))
  for (const header of cors.exposedHeaders) assert.ok(exposed.includes(header), header)
}

function preflight(url: URL, { origin, method, cors }: { origin: string; method: string; cors: Cors }) {
  return fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': cors.requestHeaders.join(','),
    },
  })
}

function listOf(value: string | null): string[] {
  return (value ?? '').split(',').map((item) => item.trim().toLowerCase())
}
