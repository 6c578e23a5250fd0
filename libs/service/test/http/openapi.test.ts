import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { serviceProblems } from '../../src/index.ts'
import { testServer } from '../support/test-server.ts'

interface Operation {
  operationId: string
  tags?: string[]
  summary?: string
  security?: unknown
  parameters?: {
    name: string
    in: string
    description?: string
    required: boolean
    schema: Record<string, unknown>
    example?: unknown
  }[]
  requestBody?: {
    required: boolean
    content: Record<string, { schema: Record<string, unknown>; example?: Record<string, unknown> }>
  }
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema: Record<string, unknown> }> }
  >
}
interface Document {
  openapi: string
  info: unknown
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Record<string, unknown>>; securitySchemes: Record<string, unknown> }
}

const Brand = z.object({ id: z.int(), name: z.string().default('-') })
const Category = z.object({
  id: z.int(),
  get children() {
    return z.array(Category)
  },
})

async function document(t: Parameters<typeof testServer>[0]): Promise<Document> {
  const { app } = testServer(t, {
    api: {
      title: 'desk',
      introduction: 'Shoes.',
      schemas: { Brand, Category },
      fields: { id: 'Its id', 'Brand.id': 'The id of the brand', tag: 'A tag' },
      examples: (now) => ({
        'POST /v1/shoes/{id}/old-boxes': {
          query: { tag: 'new' },
          body: { brand: { id: 1 }, note: now.toISOString() },
        },
      }),
    },
    problems: { ...serviceProblems, SOLD_OUT: { status: 409, title: 'Nothing is left' } },
  })
  app.post(
    '/v1/shoes/:id/old-boxes',
    {
      schema: {
        tags: ['shoes'],
        summary: 'Change a shoe',
        security: [{ bearer: [] }],
        params: z.object({ id: z.coerce.number().int() }),
        querystring: z.object({
          limit: z.coerce.number().int().default(20).describe('Rows'),
          tag: z.string(),
        }),
        body: z.object({ brand: Brand, note: z.string().nullable(), size: z.int().default(250) }),
        response: {
          200: z.object({ brand: Brand, tree: Category, size: z.int().default(250) }),
          204: z.null(),
        },
      },
      config: { problems: ['SOLD_OUT', 'FORBIDDEN'] },
    },
    async (request) => ({ brand: request.body.brand, tree: { id: 1, children: [] } }),
  )
  app.get('/v1/tree', { schema: { response: { 200: Category } } }, () => ({ id: 1, children: [] }))
  app.get(
    '/v1/stream',
    { schema: { response: { 200: z.string() } }, config: { produces: 'text/event-stream' } },
    () => 'x',
  )
  await app.register(async (nested) => {
    nested.get('/v1/nested', () => 'x')
  })
  return (await app.inject('/openapi.json')).json<Document>()
}

test('the document is OpenAPI 3.1 and every reference in it resolves', async (t) => {
  const api = await document(t)
  assert.match(api.openapi, /^3\.1\./)
  assert.deepEqual(api.info, { title: 'desk', version: '1.2.3', description: 'Shoes.' })
  assert.deepEqual(Object.keys(api.paths).toSorted(), [
    '/livez',
    '/readyz',
    '/v1/nested',
    '/v1/shoes/{id}/old-boxes',
    '/v1/stream',
    '/v1/tree',
  ])
  const references = [...JSON.stringify(api).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target!)
  assert.ok(references.length > 5)
  for (const reference of references) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1]
    assert.ok(name && api.components.schemas[name], reference)
  }
  assert.ok(!JSON.stringify(api).includes('$defs'))
  assert.ok(!JSON.stringify(api).includes('$schema'))
})

test('every operation has a description of each response, and path parameters are required', async (t) => {
  const api = await document(t)
  for (const [path, operations] of Object.entries(api.paths)) {
    for (const operation of Object.values(operations)) {
      assert.ok(Object.keys(operation.responses).length > 0)
      for (const { description } of Object.values(operation.responses)) assert.ok(description)
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const given = operation.parameters?.filter((parameter) => parameter.in === 'path') ?? []
      assert.deepEqual(
        given.map(({ name }) => name),
        named,
      )
      assert.ok(given.every(({ required }) => required))
    }
  }
})

test('requests are described as clients send them, responses as clients receive them', async (t) => {
  const { post } = (await document(t)).paths['/v1/shoes/{id}/old-boxes']!
  const [limit, tag] = post!.parameters!.filter((parameter) => parameter.in === 'query')
  assert.deepEqual([limit!.name, limit!.required, limit!.schema['default']], ['limit', false, 20])
  assert.deepEqual([tag!.name, tag!.required], ['tag', true])
  const body = post!.requestBody!.content['application/json']!.schema
  assert.deepEqual(body['required'], ['brand', 'note'])
  const answer = post!.responses['200']!.content!['application/json']!.schema
  assert.deepEqual(answer['required'], ['brand', 'tree', 'size'])
  assert.equal(post!.responses['204']!.content, undefined)
})

test('a response that is not JSON has its media type', async (t) => {
  const { content } = (await document(t)).paths['/v1/stream']!['get']!.responses['200']!
  assert.deepEqual(content, { 'text/event-stream': { schema: { type: 'string' } } })
})

test('a named schema is one component; where clients send it in another form, it has another one', async (t) => {
  const { components, paths } = await document(t)
  const { Brand: brand, BrandInput: sent, Category: category, CategoryInput: none } = components.schemas
  assert.deepEqual([brand!['required'], sent!['required']], [['id', 'name'], ['id']])
  assert.ok(category && none === undefined)
  const { post } = paths['/v1/shoes/{id}/old-boxes']!
  const { properties } = post!.requestBody!.content['application/json']!.schema as {
    properties: Record<string, object>
  }
  assert.deepEqual(properties['brand'], { $ref: '#/components/schemas/BrandInput' })
})

test('fields have the descriptions of the contract, those of their schema first', async (t) => {
  const { components, paths } = await document(t)
  const describe = (name: string) =>
    (components.schemas[name]!['properties'] as Record<string, { description?: string }>)['id']!.description
  assert.deepEqual([describe('Brand'), describe('Category')], ['The id of the brand', 'Its id'])
  const { parameters = [] } = paths['/v1/shoes/{id}/old-boxes']!['post']!
  assert.deepEqual(
    parameters.map(({ name, description, schema }) => [name, description, schema['type']]),
    [
      ['id', 'Its id', 'integer'],
      ['limit', 'Rows', 'integer'],
      ['tag', 'A tag', 'string'],
    ],
  )
})

test('the example of an operation stands with its body and its query parameters', async (t) => {
  const { post } = (await document(t)).paths['/v1/shoes/{id}/old-boxes']!
  const { brand, note } = post!.requestBody!.content['application/json']!.example!
  assert.deepEqual(brand, { id: 1 })
  assert.ok(Date.parse(String(note)) <= Date.now(), 'its instants count from now')
  assert.deepEqual(
    post!.parameters!.map(({ example }) => example),
    [undefined, undefined, 'new'],
  )
})

test('a request body that is not JSON has its media type', async (t) => {
  const { app } = testServer(t)
  app.post('/file', { schema: { body: z.string() }, config: { consumes: 'text/csv' } }, () => 'done')
  const { paths } = (await app.inject('/openapi.json')).json<Document>()
  assert.deepEqual(Object.keys(paths['/file']!['post']!.requestBody!.content), ['text/csv'])
})

test('an operation is named after its method and path', async (t) => {
  const { paths } = await document(t)
  const { operationId } = paths['/v1/shoes/{id}/old-boxes']!['post']!
  assert.equal(operationId, 'postShoesByIdOldBoxes')
})

test('an empty body with the type JSON is no body: an error where one is needed, and only there', async (t) => {
  const { app } = testServer(t)
  app.post('/no-body', () => 'done')
  const Note = z.strictObject({ text: z.string().optional() })
  app.post('/optional', { schema: { body: Note } }, (request) => request.body)
  app.post('/needed', { schema: { body: z.strictObject({ text: z.string() }) } }, (request) => request.body)
  for (const headers of [
    { 'content-type': 'application/json' },
    { 'content-type': 'application/json; charset=utf-8' },
    {},
  ]) {
    const send = (url: `/${string}`) => app.inject({ method: 'POST', url, headers })
    assert.equal((await send('/no-body')).statusCode, 200)
    assert.deepEqual((await send('/optional')).json<object>(), {})
    const { statusCode, body } = await send('/needed')
    assert.equal(statusCode, 400)
    assert.match(body, /VALIDATION_FAILED.*is required/)
  }
  const { paths } = (await app.inject('/openapi.json')).json<Document>()
  assert.equal(paths['/optional']!['post']!.requestBody!.required, false)
  assert.equal(paths['/needed']!['post']!.requestBody!.required, true)
})

test('declared problems are documented with their titles, those of the input without being declared', async (t) => {
  const { responses, security, tags, summary } = (await document(t)).paths['/v1/shoes/{id}/old-boxes']![
    'post'
  ]!
  assert.match(responses['409']!.description, /`SOLD_OUT`: Nothing is left/)
  assert.match(responses['403']!.description, /FORBIDDEN/)
  assert.match(responses['400']!.description, /VALIDATION_FAILED.*INVALID_JSON/s)
  assert.deepEqual(responses['409']!.content, {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  })
  assert.deepEqual(
    { security, tags, summary },
    { security: [{ bearer: [] }], tags: ['shoes'], summary: 'Change a shoe' },
  )
})

test('a route with a problem that the table does not have is an error at the start', async (t) => {
  const { app } = testServer(t)
  assert.throws(() => app.get('/x', { config: { problems: ['TYPO'] } }, () => 'x'), /unknown problem TYPO/)
})
