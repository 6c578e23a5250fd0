import type { RouteOptions } from 'fastify'
import { z } from 'zod'
import { Live, Ready } from '../health.ts'
import type { ProblemTable } from '../problem.ts'
import type { Http } from '../server.ts'
import { Components, type JsonObject, type SchemaTexts } from './json-schema.ts'
import { operationOf, pathOf, type DocumentParts, type Examples } from './operation.ts'

declare module 'fastify' {
  interface FastifySchema {
    tags?: readonly string[]
    summary?: string
    description?: string
    /** Alternatives; in each all of these security schemes. */
    security?: readonly Readonly<Record<string, readonly string[]>>[]
    /** Leaves the route out of the document. */
    hide?: boolean
  }
  interface FastifyInstance {
    /** The OpenAPI document; the name is that which @fastify/swagger-ui calls. */
    swagger(): JsonObject
  }
}

/** What people read first about a server, and the words of its contract. */
export interface ApiTexts extends SchemaTexts {
  title: string
  /** Markdown: what it is for, and where to read on. */
  introduction: string
  /** Requests that succeed as they are in the demo shop. Their instants count from `now`. */
  examples(now: Date): Examples
}

export const noTexts: ApiTexts = {
  title: '',
  introduction: '',
  schemas: {},
  fields: {},
  examples: () => ({}),
}

/** A document's examples contain instants of the near future, which have not passed for longer than this. */
const DOCUMENT_MS = 60 * 60_000

const Problem = z.object({
  type: z.string().describe('A URN that ends with the code'),
  title: z.string().describe('The meaning of the code'),
  status: z.int().min(400).max(599).describe('The status of the response'),
  code: z.string().describe('Stable; for programs'),
  detail: z.string().optional().describe('Describes this occurrence'),
  requestId: z.string().describe('Identifies the request in the logs'),
  retryAfterMs: z.int().min(0).optional().describe('Retry the request after this time'),
  errors: z
    .array(
      z.object({
        path: z.string().describe('The place in the request, such as `body.lines.0.skuId`'),
        message: z.string().describe('What is wrong there'),
      }),
    )
    .optional()
    .describe('Each path of the request that is not valid'),
})

/** Serves the OpenAPI document of all routes added after this call at /openapi.json. */
export function addOpenapi(
  app: Http,
  { version, texts, problems }: { version: string; texts: ApiTexts; problems: ProblemTable },
): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    for (const code of route.config?.problems ?? []) {
      if (!problems[code]) throw new TypeError(`${route.url} declares the unknown problem ${code}`)
    }
    routes.push(route)
  })
  app.decorate('swagger', () => {
    const components = new Components({ ...texts, schemas: { ...texts.schemas, Problem, Live, Ready } })
    components.schema(Problem, 'output')
    return components.addTo({
      openapi: '3.1.1',
      info: { title: texts.title, version, description: texts.introduction },
      servers: [{ url: '/', description: 'This server' }],
      paths: pathsOf(routes, { components, problems, examples: texts.examples(new Date()) }),
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    })
  })
  // Hundreds of kilobytes: made and serialized once an hour, or a client could keep the process busy with it.
  let made: { at: number; text: string } | undefined
  app.get('/openapi.json', { logLevel: 'warn', schema: { hide: true } }, (_request, reply) => {
    const now = performance.now()
    if (!made || now - made.at > DOCUMENT_MS) made = { at: now, text: JSON.stringify(app.swagger()) }
    void reply.type('application/json; charset=utf-8').serializer(String).send(made.text)
  })
}

function pathsOf(routes: readonly RouteOptions[], parts: DocumentParts): JsonObject {
  const paths: Record<string, JsonObject> = {}
  for (const route of routes) {
    if (route.schema?.hide) continue
    for (const method of [route.method].flat()) {
      // Fastify adds it to every GET.
      if (method === 'HEAD') continue
      const operations = (paths[pathOf(route.url)] ??= {})
      operations[method.toLowerCase()] = operationOf(route, method, parts)
    }
  }
  return paths
}
