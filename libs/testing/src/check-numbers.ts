import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

interface Schema {
  $ref?: string
  type?: string | string[]
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}

interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: { 'application/json'?: { schema: Schema } } }
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** A request that is valid but for what its path names. */
export interface NumberedRequest {
  token?: string | undefined
  body?: object | undefined
}

/** Just beyond what an `integer` of PostgreSQL, a JSON number without loss, and its `bigint` hold; and what is no count. */
const BEYOND = [2 ** 31, 2 ** 53, 2 ** 63, 1e308, -1]

/**
 * Puts numbers beyond every range into each number of each route of a server's OpenAPI document: in the path, the query and
 * the body. The client has to be told, and never gets a 5xx; what is outside of the declared range is a 4xx.
 */
export async function checkNumbers(
  url: string,
  requestOf: (route: string) => NumberedRequest | undefined,
): Promise<void> {
  const document = (await (await fetch(new URL('/openapi.json', url))).json()) as Document
  const wrong: string[] = []
  let sent = 0
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const route = `${method.toUpperCase()} ${path}`
      const request = requestOf(route)
      for (const number of BEYOND) {
        for (const change of changes(document, { path, operation, body: request?.body, number })) {
          const response = await fetch(new URL(change.path, url), {
            method: method.toUpperCase(),
            headers: {
              'idempotency-key': randomUUID(),
              ...(request?.token && { authorization: `Bearer ${request.token}` }),
              ...(change.body !== undefined && { 'content-type': 'application/json' }),
            },
            ...(change.body !== undefined && { body: JSON.stringify(change.body) }),
          })
          await response.body?.cancel()
          sent++
          const isOutside = !fits(change.schema, number)
          if (response.status >= 500 || (isOutside && response.status < 400)) {
            wrong.push(`${route}: ${change.where} = ${number} is answered with ${response.status}`)
          }
        }
      }
    }
  }
  assert.deepEqual(wrong, [])
  assert.ok(sent > 50, `only ${sent} requests`)
}

interface Changed {
  where: string
  schema: Schema
  path: string
  body: unknown
}

function* changes(
  document: Document,
  { path, operation, body, number }: { path: string; operation: Operation; body: unknown; number: number },
): Generator<Changed> {
  const filled = (values: Record<string, number>) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      String(values[name] ?? (name === 'kind' ? 'product' : 1)),
    )
  for (const { name, in: place, schema } of operation.parameters ?? []) {
    if (!isNumber(schema)) continue
    const where = `${place} ${name}`
    if (place === 'path') yield { where, schema, path: filled({ [name]: number }), body }
    if (place === 'query') yield { where, schema, path: `${filled({})}?${name}=${number}`, body }
  }
  const schema = operation.requestBody?.content['application/json']?.schema
  if (!schema) return
  for (const change of replaced(document, { schema, value: body ?? {}, number, where: 'body' })) {
    yield { where: change.where, schema: change.schema, path: filled({}), body: change.value }
  }
}

interface Place {
  schema: Schema
  value: unknown
  number: number
  where: string
}

/** Copies of a value, each with another of the numbers that its schema has replaced. */
function* replaced(document: Document, { schema, value, number, where }: Place): Generator<Place> {
  if (schema.$ref) {
    const named = document.components.schemas[schema.$ref.split('/').at(-1)!]
    if (named) yield* replaced(document, { schema: named, value, number, where })
    return
  }
  if (isNumber(schema)) yield { schema, value: number, number, where }
  for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
    yield* replaced(document, { schema: option, value, number, where })
  }
  if (schema.items) {
    const [first, ...others] = Array.isArray(value) ? (value as unknown[]) : []
    for (const change of replaced(document, {
      schema: schema.items,
      value: first,
      number,
      where: `${where}[]`,
    })) {
      yield { ...change, value: [change.value, ...others] }
    }
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const parts = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
    const place = { schema: property, value: parts[name], number, where: `${where}.${name}` }
    for (const change of replaced(document, place))
      yield { ...change, value: { ...parts, [name]: change.value } }
  }
}

function isNumber({ type }: Schema): boolean {
  return [type].flat().some((each) => each === 'integer' || each === 'number')
}

function fits(
  { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity }: Schema,
  number: number,
) {
  return number >= minimum && number > exclusiveMinimum && number <= maximum
}
