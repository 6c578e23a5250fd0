import type { FastifySchemaCompiler, FastifyTypeProvider } from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'
import type { z } from 'zod'
import { serviceProblem, type WrongPath } from './problem.ts'

/** Handlers see what their zod schemas promise; replies must fit the response schema of their status. */
export interface ZodProvider extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown
  serializer: this['schema'] extends z.ZodType ? z.input<this['schema']> : unknown
}

export const compileValidator: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data: unknown) => {
    const parsed = schema.safeParse(data)
    if (parsed.success) return { value: parsed.data }
    const part = httpPart === 'querystring' ? 'query' : (httpPart ?? 'body')
    return {
      error: serviceProblem('VALIDATION_FAILED', undefined, { errors: wrongPaths(part, parsed.error) }),
    }
  }

export const compileSerializer: FastifySerializerCompiler<z.ZodType> =
  ({ schema }) =>
  (data: unknown) =>
    JSON.stringify(schema.parse(data))

function wrongPaths(part: string, error: z.core.$ZodError): WrongPath[] {
  return error.issues.map((issue) => ({
    path: [part, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }))
}
