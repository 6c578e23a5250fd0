import assert from 'node:assert/strict'

type Json = Readonly<Record<string, unknown>>

interface Operation {
  operationId: string
  summary?: string
  tags?: string[]
  parameters?: { name: string; in: string; description?: string; schema: Json }[]
  requestBody?: { content: Record<string, { schema: Json; example?: unknown }> }
  responses: Record<
    string,
    { description: string; headers?: Json; content?: Record<string, { schema: Json }> }
  >
}

interface Document {
  openapi: string
  info: { title: string; description?: string }
  servers?: unknown[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Json> }
}

/**
 * What a reader and a generator of clients expect of the OpenAPI document of a server. Each violation says what to do, so
 * that who adds a route finds the rule here.
 */
export async function checkOpenapi(url: string): Promise<void> {
  const document = (await (await fetch(new URL('/openapi.json', url))).json()) as Document
  assert.match(document.openapi, /^3\.1\.\d+$/)
  assert.ok(document.info.title && document.info.description && document.servers?.length)
  const wrong: string[] = []
  const ids = new Map<string, string>()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const route = `${method.toUpperCase()} ${path}`
      const twin = ids.get(operation.operationId)
      if (twin !== undefined) wrong.push(`${route} and ${twin} have the same operationId: rename a path`)
      ids.set(operation.operationId, route)
      wrong.push(...objectionsTo(operation, path).map((objection) => `${route}: ${objection}`))
    }
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    wrong.push(...undescribed(schema, name), ...unbounded(schema, name))
  }
  for (const reference of referencesIn(document)) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1]
    if (name === undefined || !(name in document.components.schemas)) wrong.push(`${reference} is not there`)
  }
  assert.deepEqual(wrong, [])
}

function objectionsTo(
  { summary, tags, parameters = [], requestBody, responses }: Operation,
  path: string,
): string[] {
  const wrong: string[] = []
  if (!summary || !tags?.length) wrong.push('has no summary or no tag: write them into its schema')
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
  if (new Set(named).symmetricDifference(new Set(declared)).size > 0) {
    wrong.push(`its params are ${declared.join(', ')}, the path has ${named.join(', ')}`)
  }
  for (const { name, description, schema } of parameters) {
    if (!description) wrong.push(`parameter ${name} has no description: add it to the fields of the contract`)
    wrong.push(...unbounded(schema, name))
  }
  // A file is no JSON: it has neither a schema nor an example.
  const bodies = Object.values(requestBody?.content ?? {}).filter(
    ({ schema }) => !('contentMediaType' in schema),
  )
  const schemas = [
    ...bodies.map(({ schema }) => schema),
    ...Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .flatMap(([, { content = {} }]) => Object.entries(content))
      .flatMap(([type, { schema }]) => (type === 'application/json' ? [schema] : [])),
  ]
  for (const schema of schemas) {
    if (!('$ref' in schema)) wrong.push('a body has no name: export its schema from the contract')
  }
  for (const { example } of bodies) {
    if (example === undefined) wrong.push('its body has no example: add it to the examples of the contract')
  }
  const { 201: created } = responses
  if (created && (!created.content || !created.headers?.['Location'])) {
    wrong.push('201 is for what was created: return it, with its Location')
  }
  return wrong
}

function undescribed(schema: Json, name: string): string[] {
  return [...objectsIn(schema)].flatMap(({ properties }) =>
    Object.entries(Object(properties) as Record<string, Json>)
      .filter(([, property]) => !property['description'])
      .map(([field]) => `${name}.${field} has no description: add it to the fields of the contract`),
  )
}

function unbounded(schema: Json, name: string): string[] {
  const isUnbounded = ({ type, minimum, exclusiveMinimum, maximum, enum: values }: Json) =>
    [type].flat().some((each) => each === 'integer' || each === 'number') &&
    values === undefined &&
    (maximum === undefined || (minimum ?? exclusiveMinimum) === undefined)
  return [...objectsIn(schema)].some(isUnbounded) ? [`${name}: a number has no bounds`] : []
}

function referencesIn(document: Document): string[] {
  return [...objectsIn(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []))
}

function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Json
  for (const part of Object.values(value)) yield* objectsIn(part)
}
