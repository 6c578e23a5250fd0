import swagger from '@fastify/swagger'
import type { FastifySchema, RouteOptions } from 'fastify'
import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { Http } from './server.ts'
import { hoistDefinitions, jsonSchema, partSchema, type JsonObject } from './json-schema.ts'
import type { ProblemTable } from './problem.ts'

const ProblemDocument = z.object({
  type: z.string(),
  title: z.string().describe('The meaning of the code'),
  status: z.number(),
  code: z.string().describe('Stable; for programs'),
  detail: z.string().optional().describe('Describes this occurrence'),
  requestId: z.string().describe('Identifies the request in the logs'),
  retryAfterMs: z.number().optional().describe('Retry the request after this time'),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('Each path of the request that is not valid'),
})

/** Serves the OpenAPI document of all routes added after this call at /openapi.json. */
export function addOpenapi(
  app: Http,
  options: { name: string; version: string; problems: ProblemTable },
): void {
  app.addHook('onRoute', (route) => {
    for (const code of route.config?.problems ?? []) {
      if (!options.problems[code]) throw new TypeError(`${route.url} declares the unknown problem ${code}`)
    }
  })
  // Called and not registered, since a registered plugin is loaded after the app has added its routes.
  swagger(
    app,
    {
      openapi: {
        openapi: '3.1.1',
        info: { title: options.name, version: options.version },
        components: {
          securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
          schemas: { Problem: partSchema(ProblemDocument, 'output') },
        },
      },
      convertConstToEnum: false,
      transform: ({ schema, url, route }) => ({ schema: documented(schema, route, options.problems), url }),
      transformObject: (document) =>
        'openapiObject' in document ? hoistDefinitions(document.openapiObject) : {},
    },
    (error?: Error) => {
      if (error) throw error
    },
  )
  // Two hundred kilobytes that never change: serialized once, or a client could keep the process busy with it.
  let text: string | undefined
  app.get('/openapi.json', { logLevel: 'warn', schema: { hide: true } }, (_request, reply) => {
    text ??= JSON.stringify(app.swagger())
    void reply.type('application/json; charset=utf-8').serializer(String).send(text)
  })
}

/** A route's zod schemas as JSON Schema 2020-12, as OpenAPI 3.1 has it, with the problems that the route declares. */
function documented(
  schema: FastifySchema | undefined,
  route: RouteOptions,
  problems: ProblemTable,
): FastifySchema {
  const { body, querystring, params, headers, response, ...rest } = schema ?? {}
  const parts = Object.entries({ querystring, params, headers }).filter(([, part]) => part !== undefined)
  const codes = new Set(route.config?.problems)
  if (parts.length > 0) codes.add('VALIDATION_FAILED')
  if (body !== undefined) {
    for (const code of ['VALIDATION_FAILED', 'INVALID_JSON', 'PAYLOAD_TOO_LARGE']) codes.add(code)
  }
  return {
    ...rest,
    ...Object.fromEntries(parts.map(([name, part]) => [name, partSchema(part, 'input')])),
    ...(body !== undefined && { body: jsonSchema(body, 'input') }),
    response: { ...responses(response, route.config?.produces), ...failures(codes, problems) },
  }
}

function responses(response: unknown, mediaType = 'application/json'): JsonObject {
  const declared = Object.entries(response ?? {})
  if (declared.length === 0) return { '2XX': { type: 'null', description: 'Done' } }
  return Object.fromEntries(
    declared.map(([status, schema]) => [
      status,
      describeResponse(jsonSchema(schema, 'output'), status, mediaType),
    ]),
  )
}

function describeResponse(schema: JsonObject, status: string, mediaType: string): JsonObject {
  const { description = STATUS_CODES[status] ?? 'Response' } = schema
  if (schema['type'] === 'null') return { type: 'null', description }
  return { description, content: { [mediaType]: { schema } } }
}

function failures(codes: Iterable<string>, problems: ProblemTable): JsonObject {
  const byStatus = Map.groupBy(codes, (code) => problems[code]?.status ?? 500)
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  const documents: JsonObject = { default: { description: 'Any other error', content } }
  for (const [status, group] of byStatus) {
    const description = group.map((code) => `\`${code}\`: ${problems[code]?.title}`).join('\n\n')
    documents[status] = { description, content }
  }
  return documents
}
