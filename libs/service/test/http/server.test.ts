import assert from 'node:assert/strict'
import { test } from 'node:test'
import { koreanFieldTexts, said, singleLine } from '@munova/text-contract'
import { z } from 'zod'
import { problemFactory, serviceProblem, serviceProblems, type WrongPath } from '../../src/index.ts'
import { testServer } from '../support/test-server.ts'

interface ProblemBody {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  requestId: string
  retryAfterMs?: number
  errors?: WrongPath[]
}

const Shoe = z.strictObject({
  name: z.string().min(1),
  price: z.int().min(0, 'must be a price in won'),
  sizes: z.array(z.int()).max(50).default([]),
  by: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('BRAND'), brandId: z.int() }),
    z.object({ kind: z.literal('SELLER') }),
  ]),
})
const shoe = { name: 'a', price: 1, by: { kind: 'SELLER' } }

function shop(t: Parameters<typeof testServer>[0]) {
  const made = testServer(t)
  made.app.post(
    '/shoes/:id',
    {
      schema: {
        params: z.object({ id: z.coerce.number().int().positive() }),
        querystring: z.object({
          limit: z.coerce.number().int().max(100).default(20),
          tag: z.string().optional(),
        }),
        headers: z.object({ 'idempotency-key': z.uuid().optional() }),
        body: Shoe,
        response: { 200: z.object({ id: z.number(), limit: z.number(), shoe: Shoe.strip() }) },
      },
    },
    (request) => ({ id: request.params.id, limit: request.query.limit, shoe: request.body }),
  )
  return made
}

test('handlers get parsed values', async (t) => {
  const { app } = shop(t)
  const answer = await app.inject({ method: 'POST', url: '/shoes/5?limit=7', payload: shoe })
  assert.deepEqual(answer.json(), { id: 5, limit: 7, shoe: { ...shoe, sizes: [] } })
})

test('each invalid value is named, with a message for people', async (t) => {
  const { app } = shop(t)
  const wrong = async (url: string, payload: unknown, headers: Record<string, string> = {}) => {
    const answer = await app.inject({
      method: 'POST',
      url,
      payload: JSON.stringify(payload),
      headers: { 'content-type': 'application/json', ...headers },
    })
    assert.equal(answer.statusCode, 400)
    assert.equal(answer.headers['content-type'], 'application/problem+json')
    const body = answer.json<ProblemBody>()
    assert.equal(body.code, 'VALIDATION_FAILED')
    return Object.fromEntries((body.errors ?? []).map(({ path, message }) => [path, message]))
  }
  assert.deepEqual(
    await wrong('/shoes/5', { price: -1, sizes: [250, 'x'], by: { kind: 'NOBODY' }, colour: 'red' }),
    {
      'body.name': 'is required',
      'body.price': 'must be a price in won',
      'body.sizes.1': 'Invalid input: expected number, received string',
      'body.by.kind': "Invalid discriminator value. Expected 'BRAND' | 'SELLER'",
      'body.colour': 'is not a known field',
    },
  )
  assert.deepEqual(await wrong('/shoes/5', { ...shoe, by: { kind: 'BRAND' } }), {
    'body.by.brandId': 'is required',
  })
  assert.deepEqual(await wrong('/shoes/abc', shoe), { 'params.id': 'must be a number' })
  assert.deepEqual(Object.keys(await wrong('/shoes/5?limit=1000', shoe)), ['query.limit'])
  assert.deepEqual(Object.keys(await wrong('/shoes/5?tag=a&tag=b', shoe)), ['query.tag'])
  assert.deepEqual(Object.keys(await wrong('/shoes/5', shoe, { 'idempotency-key': '1' })), [
    'headers.idempotency-key',
  ])
  assert.deepEqual(await wrong('/shoes/5', null), { body: 'is required' })
  assert.deepEqual(await wrong('/shoes/5', []), { body: 'Invalid input: expected object, received array' })
})

test('a missing body is a missing body', async (t) => {
  const { app } = shop(t)
  const answer = await app.inject({ method: 'POST', url: '/shoes/5' })
  assert.deepEqual(answer.json<ProblemBody>().errors, [{ path: 'body', message: 'is required' }])
})

test('of a union the most similar alternative is explained', async (t) => {
  const { app } = testServer(t)
  const schema = { body: z.union([z.string(), z.object({ a: z.object({ b: z.int() }) })]) }
  app.post('/', { schema }, () => 'ok')
  const answer = await app.inject({ method: 'POST', url: '/', payload: { a: { b: 'x' } } })
  assert.deepEqual(
    answer.json<ProblemBody>().errors?.map(({ path }) => path),
    ['body.a.b'],
  )
})

test('a thousand invalid values give a short response', async (t) => {
  const { app } = testServer(t, { bodyLimit: 1_000_000 })
  app.post('/list', { schema: { body: z.array(z.int()) } }, () => 'ok')
  app.post('/map', { schema: { body: z.record(z.string(), z.int()) } }, () => 'ok')
  app.post('/strict', { schema: { body: z.strictObject({}) } }, () => 'ok')
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`${'k'.repeat(300)}${i}`, 'x']))
  for (const [url, payload] of [
    ['/list', Array(1_000).fill('x')],
    ['/map', many],
    ['/strict', many],
  ] as const) {
    const answer = await app.inject({ method: 'POST', url, payload })
    assert.equal(answer.statusCode, 400)
    assert.equal(answer.json<ProblemBody>().errors?.length, 20)
    assert.ok(answer.body.length < 10_000)
  }
})

test('every way to fail has a code', async (t) => {
  const { app } = shop(t)
  const post = async (payload: string, type = 'application/json') => {
    const answer = await app.inject({
      method: 'POST',
      url: '/shoes/5',
      payload,
      headers: { 'content-type': type },
    })
    const body = answer.json<ProblemBody>()
    assert.equal(body.status, answer.statusCode)
    assert.equal(body.type, `urn:munova:problem:${body.code}`)
    assert.equal(body.title, serviceProblems[body.code as keyof typeof serviceProblems].title)
    return [answer.statusCode, body.code]
  }
  assert.deepEqual(await post('{"name"'), [400, 'INVALID_JSON'])
  assert.deepEqual(await post(''), [400, 'VALIDATION_FAILED'])
  assert.deepEqual(await post('{"__proto__":{"admin":true}}'), [400, 'INVALID_JSON'])
  assert.deepEqual(await post(`"${'x'.repeat(2_000)}"`), [413, 'PAYLOAD_TOO_LARGE'])
  assert.deepEqual(await post('<a/>', 'application/xml'), [415, 'UNSUPPORTED_MEDIA_TYPE'])
  assert.deepEqual(await post('a=1', 'application/x-www-form-urlencoded'), [415, 'UNSUPPORTED_MEDIA_TYPE'])

  const code = async (url: string) => (await app.inject({ url })).json<ProblemBody>().code
  assert.equal(await code('/nothing'), 'ROUTE_NOT_FOUND')
  assert.equal(await code('/shoes/5'), 'ROUTE_NOT_FOUND')
  assert.equal(await code('/shoes/%zz'), 'VALIDATION_FAILED')
  assert.equal(await code(`/shoes/${'1'.repeat(500)}`), 'ROUTE_NOT_FOUND')
})

test('an unexpected error shows the client nothing and is logged once, whole', async (t) => {
  const { app, lines } = testServer(t)
  app.get('/boom', () => {
    throw new Error('connection string is postgres://x')
  })
  app.get('/odd', () => {
    // oxlint-disable-next-line no-throw-literal -- libraries do
    throw 'text'
  })
  const answer = await app.inject({ url: '/boom', headers: { 'x-request-id': 'trace-1' } })
  assert.equal(answer.statusCode, 500)
  assert.deepEqual(answer.json(), {
    type: 'urn:munova:problem:INTERNAL',
    title: serviceProblems.INTERNAL.title,
    status: 500,
    code: 'INTERNAL',
    requestId: 'trace-1',
  })
  const errors = lines().filter(({ level }) => Number(level) >= 50)
  assert.equal(errors.length, 1)
  assert.equal(errors[0]!['requestId'], 'trace-1')
  assert.match(JSON.stringify(errors[0]!['err']), /connection string/)
  assert.equal((await app.inject('/odd')).json<ProblemBody>().code, 'INTERNAL')
})

test('the app makes problems of other errors and gives titles to codes', async (t) => {
  class Lost extends Error {}
  const { app, lines } = testServer(t, {
    problems: { UNAVAILABLE: { status: 503, title: 'Closed for a moment' } },
    problemFor: (error) =>
      error instanceof Lost ? serviceProblem('UNAVAILABLE', { retryAfterMs: 1_500 }) : undefined,
  })
  app.get('/lost', () => {
    throw new Lost('gone')
  })
  const answer = await app.inject('/lost')
  assert.equal(answer.statusCode, 503)
  assert.equal(answer.headers['retry-after'], '2')
  const { title, retryAfterMs } = answer.json<ProblemBody>()
  assert.deepEqual({ title, retryAfterMs }, { title: 'Closed for a moment', retryAfterMs: 1_500 })
  const warnings = lines().filter(({ level }) => level === 40)
  assert.deepEqual(
    warnings.map(({ failure, reasons }) => [failure, reasons]),
    [['UNAVAILABLE', ['gone']]],
  )
})

test('requests that fail temporarily are a few lines of the log, without stacks, however many there are', async (t) => {
  const { app, lines } = testServer(t)
  const away = new Error('the keys are away', {
    cause: Object.assign(new Error(''), { code: 'ECONNREFUSED' }),
  })
  app.get('/away', () => {
    throw serviceProblem('UNAVAILABLE', { cause: away })
  })
  app.get('/busy', () => {
    throw serviceProblem('OVERLOADED')
  })
  for (let n = 0; n < 50; n++) {
    for (const url of ['/away', '/busy']) assert.equal((await app.inject(url)).statusCode, 503)
  }
  const warnings = lines().filter(({ level }) => Number(level) >= 40)
  assert.deepEqual(
    warnings.map(({ failure, failures, reasons }) => ({ failure, failures, reasons })),
    [
      {
        failure: 'UNAVAILABLE',
        failures: 1,
        reasons: [serviceProblems.UNAVAILABLE.title, 'the keys are away', 'ECONNREFUSED'],
      },
      { failure: 'OVERLOADED', failures: 1, reasons: [serviceProblems.OVERLOADED.title] },
    ],
  )
  assert.ok(!JSON.stringify(lines()).includes('    at '))
  assert.equal(lines().filter(({ msg, status }) => msg === 'request' && status === 503).length, 100)
})

test('the 429 of a rate limiter becomes a problem with retryAfterMs', async (t) => {
  const { app } = testServer(t)
  app.get('/limited', (_request, reply) => {
    void reply.header('retry-after', 30)
    throw Object.assign(new Error('slow down'), { statusCode: 429 })
  })
  const answer = await app.inject('/limited')
  const { code, retryAfterMs } = answer.json<ProblemBody>()
  assert.deepEqual(
    [answer.statusCode, code, retryAfterMs, answer.headers['retry-after']],
    [429, 'RATE_LIMITED', 30_000, '30'],
  )
})

test('a response has only what its schema declares, in unions too', async (t) => {
  const { app } = testServer(t)
  const Item = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('A'), n: z.int() }),
    z.object({ kind: z.literal('B') }),
  ])
  app.get('/items', { schema: { response: { 200: z.object({ items: z.array(Item) }) } } }, () => ({
    items: [{ kind: 'A' as const, n: 1, passwordHash: 'x' }],
    internal: true,
  }))
  app.get('/wrong', { schema: { response: { 200: z.object({ n: z.int() }) } } }, () => ({ n: 1.5 }))
  assert.deepEqual((await app.inject('/items')).json(), { items: [{ kind: 'A', n: 1 }] })
  assert.equal((await app.inject('/wrong')).json<ProblemBody>().code, 'INTERNAL')
})

test('a problem on a route whose schema has that status is still a problem', async (t) => {
  const { app } = testServer(t)
  const problem = problemFactory({
    FORBIDDEN: { ...serviceProblems.FORBIDDEN, details: { notToday: 'Not today' } },
  })
  app.get('/', { schema: { response: { 403: z.object({ other: z.string() }) } } }, () => {
    throw problem('FORBIDDEN', { detail: 'notToday' })
  })
  const { code, detail } = (await app.inject('/')).json<ProblemBody>()
  assert.deepEqual({ code, detail }, { code: 'FORBIDDEN', detail: 'Not today' })
})

test('a problem is answered in the language that the client prefers of those there are, else in English', async (t) => {
  const title = 'Only some are left'
  const problems = {
    SOLD_OUT: { status: 409, title, details: { left: ({ pairs }: { pairs: number }) => `${pairs} left` } },
  }
  const { app } = testServer(t, {
    problems,
    problemTexts: {
      ko: {
        SOLD_OUT: {
          title: '남은 수량이 부족합니다',
          details: { left: ({ pairs }: { pairs: number }) => `${pairs}켤레 남음` },
        },
      },
    },
  })
  const problem = problemFactory(problems)
  app.get('/', () => {
    throw problem('SOLD_OUT', { detail: 'left', pairs: 3 })
  })
  app.get('/stopping', () => {
    throw serviceProblem('UNAVAILABLE', { detail: 'stopping' })
  })
  const textsFor = async (language: string, url = '/') => {
    const body = (await app.inject({ url, headers: { 'accept-language': language } })).json<ProblemBody>()
    return [body.title, body.detail]
  }
  assert.deepEqual(await textsFor('ko-KR, en;q=0.8'), ['남은 수량이 부족합니다', '3켤레 남음'])
  assert.deepEqual(await textsFor('fr, en;q=0.8, ko;q=0.5'), [title, '3 left'])
  assert.deepEqual(await textsFor('fr'), [title, '3 left'])
  const { UNAVAILABLE } = serviceProblems
  assert.deepEqual(await textsFor('ko', '/stopping'), [UNAVAILABLE.title, UNAVAILABLE.details.stopping])
})

test('messages of paths are in that language too, and what they are made of stays inside', async (t) => {
  const text = 'must be at most {max}'
  const { app } = testServer(t, {
    problemTexts: { ko: {} },
    fieldTexts: { ko: koreanFieldTexts({ [text]: '{max} 이하여야 합니다' }) },
  })
  const body = z.strictObject({ name: singleLine({ max: 5 }), pairs: z.int().min(1) })
  app.post('/', { schema: { body } }, () => {
    throw serviceProblem('VALIDATION_FAILED', { errors: [{ path: 'body.pairs', ...said(text, { max: 3 }) }] })
  })
  const errorsFor = async (language: string, payload: object) => {
    const headers = { 'accept-language': language }
    const answer = await app.inject({ method: 'POST', url: '/', headers, payload })
    return answer.json<ProblemBody>().errors
  }
  const wrong = { name: 'a\u200b', pairs: 0, more: 1 }
  assert.deepEqual(await errorsFor('ko', wrong), [
    { path: 'body.name', message: '쓸 수 없는 문자(보이지 않는 문자 U+200B)가 들어 있습니다. 지워 주세요' },
    { path: 'body.pairs', message: '1 이상이어야 합니다' },
    { path: 'body.more', message: '없는 항목입니다' },
  ])
  assert.deepEqual(await errorsFor('en', wrong), [
    { path: 'body.name', message: 'must not contain the invisible character U+200B; remove it' },
    { path: 'body.pairs', message: 'Too small: expected number to be >=1' },
    { path: 'body.more', message: 'is not a known field' },
  ])
  const few = { name: 'a', pairs: 4 }
  assert.deepEqual(await errorsFor('ko', few), [{ path: 'body.pairs', message: '3 이하여야 합니다' }])
  assert.deepEqual(await errorsFor('fr', few), [{ path: 'body.pairs', message: 'must be at most 3' }])
})

test('a well-formed request id is kept, anything else replaced', async (t) => {
  const { app, lines } = testServer(t)
  const idFor = async (given: string | string[]) => {
    const answer = await app.inject({ url: '/nothing', headers: { 'x-request-id': given } })
    assert.equal(answer.headers['x-request-id'], answer.json<ProblemBody>().requestId)
    return answer.headers['x-request-id']
  }
  assert.equal(await idFor('a1b2-c3:d4'), 'a1b2-c3:d4')
  for (const forged of ['', ' ', 'a b', 'a\tb', '"quoted"', 'x'.repeat(129), '한글', ['a', 'b']]) {
    assert.match((await idFor(forged)) ?? '', /^[\da-f-]{36}$/, String(forged))
  }
  assert.equal(lines().filter(({ requestId }) => requestId === 'a1b2-c3:d4').length, 1)
})

test('one line for each request, by route, without query and body; probes are silent', async (t) => {
  const { app, lines } = shop(t)
  await app.inject({
    method: 'POST',
    url: '/shoes/5?tag=secret-tag',
    payload: { ...shoe, name: 'secret-name' },
  })
  await app.inject('/nothing?token=secret-token')
  for (const url of ['/livez', '/readyz', '/metrics']) await app.inject(url)
  assert.deepEqual(
    lines().map(({ level, msg, method, route, status }) => ({ level, msg, method, route, status })),
    [
      { level: 30, msg: 'request', method: 'POST', route: '/shoes/:id', status: 200 },
      { level: 30, msg: 'request', method: 'GET', route: '(none)', status: 404 },
    ],
  )
  for (const line of lines()) {
    assert.equal(typeof line['ms'], 'number')
    assert.equal(typeof line['requestId'], 'string')
  }
  assert.ok(!JSON.stringify(lines()).includes('secret-'))
})

test('headers forbid browsers to sniff, frame, and cache unless a route allows it', async (t) => {
  const { app } = testServer(t)
  app.get('/kept', (_request, reply) => reply.header('cache-control', 'public, max-age=60').send('x'))
  const { headers } = await app.inject('/nothing')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.match(String(headers['content-security-policy']), /default-src 'none'; frame-ancestors 'none'/)
  assert.equal(headers['referrer-policy'], 'no-referrer')
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(headers['x-powered-by'], undefined)
  assert.equal((await app.inject('/kept')).headers['cache-control'], 'public, max-age=60')
})
