import type { FastifySchema, RouteOptions } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { z } from 'zod'
import type { ProblemTable } from '../problem.ts'
import { isOptionalBody } from '../validation.ts'
import type { Components, JsonObject } from './json-schema.ts'

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
const LOCATION = { Location: { description: 'The path of what was created', schema: { type: 'string' } } }

/**
 * The name of an operation, for generated clients: `GET /v1/orders/:id` is `getOrdersById`. It depends on nothing but method
 * and path.
 */
export function operationId(method: string, url: string): string {
  const words = url
    .split('/')
    .filter((part) => part !== '' && part !== 'v1')
    .flatMap((part) => (part.startsWith(':') ? ['by', part.slice(1)] : part.split(/[^A-Za-z0-9]+/)))
  return method.toLowerCase() + words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
}

/** The path of a route as OpenAPI writes it. */
export function pathOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}')
}

/** What a client may send to an operation. */
export interface Example {
  body?: unknown
  query?: Readonly<Record<string, string | number | boolean>>
}
/** By operation, such as `POST /v1/orders/{id}/cancel`. */
export type Examples = Readonly<Record<string, Example>>

/** What all operations of a document have in common. */
export interface DocumentParts {
  components: Components
  problems: ProblemTable
  examples: Examples
}

/** A route as an OpenAPI operation, with the problems that it declares and those that its input has. */
export function operationOf(
  { url, config, schema = {} }: RouteOptions,
  method: string,
  { components, problems, examples }: DocumentParts,
): JsonObject {
  const { body, querystring, params, headers, response, hide: _, ...about } = schema
  const example = examples[`${method} ${pathOf(url)}`] ?? {}
  const parts = { path: params, query: querystring, header: headers }
  const parameters = Object.entries(parts).flatMap(([place, part]) =>
    part === undefined
      ? []
      : parametersOf(components.parameters(part), place, place === 'query' ? example.query : undefined),
  )
  const codes = new Set(config?.problems)
  if (parameters.length > 0 || body !== undefined) codes.add('VALIDATION_FAILED')
  if (body !== undefined) for (const code of ['INVALID_JSON', 'PAYLOAD_TOO_LARGE']) codes.add(code)
  return {
    operationId: operationId(method, url),
    ...about,
    ...(parameters.length > 0 && { parameters }),
    ...(body === undefined && config?.consumes !== undefined && { requestBody: bytesOf(config.consumes) }),
    ...(body !== undefined && {
      requestBody: {
        required: !isOptionalBody(body as z.ZodType),
        content: {
          [config?.consumes ?? 'application/json']: {
            schema: components.schema(body, 'input'),
            ...(example.body !== undefined && { example: example.body }),
          },
        },
      },
    }),
    responses: { ...successes(components, response, config?.produces), ...failures(codes, problems) },
  }
}

/** A body without a schema: a file. */
function bytesOf(mediaType: string): JsonObject {
  return {
    required: true,
    content: { [mediaType]: { schema: { type: 'string', contentMediaType: mediaType } } },
  }
}

function parametersOf(
  parameters: ReturnType<Components['parameters']>,
  place: string,
  examples: Example['query'] = {},
): JsonObject[] {
  return parameters.map(({ name, isRequired, schema: { description, ...schema } }) => ({
    name,
    in: place,
    required: place === 'path' || isRequired,
    ...(description !== undefined && { description }),
    schema,
    ...(name in examples && { example: examples[name] }),
  }))
}

function successes(
  components: Components,
  response: FastifySchema['response'],
  mediaType = 'application/json',
) {
  const declared = Object.entries(response ?? {})
  if (declared.length === 0) return { '2XX': { description: 'Done' } }
  return Object.fromEntries(
    declared.map(([status, zod]) => {
      const schema = components.schema(zod, 'output')
      const description = (zod as z.ZodType).description ?? STATUS_CODES[status] ?? 'Response'
      return [
        status,
        {
          description,
          ...(status === '201' && { headers: LOCATION }),
          ...(schema['type'] !== 'null' && { content: { [mediaType]: { schema } } }),
        },
      ]
    }),
  )
}

function failures(codes: Iterable<string>, problems: ProblemTable): JsonObject {
  const byStatus = Map.groupBy(codes, (code) => problems[code]?.status ?? 500)
  const documents: JsonObject = { default: { description: 'Any other error', content: PROBLEM } }
  for (const [status, group] of byStatus) {
    const description = group.map((code) => `\`${code}\`: ${problems[code]?.title}`).join('\n\n')
    documents[status] = { description, content: PROBLEM }
  }
  return documents
}
