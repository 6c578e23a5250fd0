import type { FastifySchemaCompiler, FastifySerializerCompiler, FastifyTypeProvider } from 'fastify'
import type { z } from 'zod'
import { serviceProblem, type WrongPath } from './problem.ts'

/** Handlers see what their zod schemas promise; replies must fit the response schema of their status. */
export interface ZodProvider extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown
  serializer: this['schema'] extends z.ZodType ? z.input<this['schema']> : unknown
}

// Enough to mend a form; a hostile array of 100,000 wrong elements does not become a megabyte of answer.
const MAX_WRONG_PATHS = 20
const MAX_PATH_CHARACTERS = 200

const partNames: Readonly<Record<string, string>> = { querystring: 'query' }

/** Input of a route: the parsed value goes on to the handler, wrong input is VALIDATION_FAILED. */
export const compileValidator: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart = 'body' }) => {
  const part = partNames[httpPart] ?? httpPart
  return (data: unknown) => {
    // Fastify has null for no body.
    const parsed = schema.safeParse(data ?? undefined, { error: wording })
    if (parsed.success) return { value: parsed.data }
    return {
      error: serviceProblem('VALIDATION_FAILED', { errors: wrongPaths(parsed.error, part) }),
    }
  }
}

/**
 * Answers of a route, cut to what their schema declares. A page of 50 products costs 82 µs, 44 of them JSON.stringify.
 * The compiled serializer of JSON schemas takes 41, but refuses a union whose value has an undeclared field.
 */
export const compileSerializer: FastifySerializerCompiler<z.ZodType> = ({ schema }) => {
  return (data) => {
    const parsed = schema.safeParse(data)
    if (parsed.success) return JSON.stringify(parsed.data)
    const wrong = wrongPaths(parsed.error, 'response').map(({ path, message }) => `${path}: ${message}`)
    throw new TypeError(`the answer does not fit its schema: ${wrong.join('; ')}`)
  }
}

/** Names each wrong place, the first 20, in words a person can act on. `root` is put before every path. */
export function wrongPaths(error: z.core.$ZodError, root?: string): WrongPath[] {
  const prefix = root === undefined ? [] : [root]
  return listed(error.issues, prefix).map(({ path, message }) => ({
    path: path.join('.').slice(0, MAX_PATH_CHARACTERS),
    message,
  }))
}

const wording: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'invalid_type') return undefined
  if (issue.input === undefined) return 'is required'
  return Number.isNaN(issue.input) ? 'must be a number' : undefined
}

interface Wrong {
  path: string[]
  message: string
}

function listed(issues: readonly z.core.$ZodIssue[], prefix: readonly string[]): Wrong[] {
  const wrong: Wrong[] = []
  for (const issue of issues) {
    if (wrong.length >= MAX_WRONG_PATHS) break
    wrong.push(...explain(issue, [...prefix, ...issue.path.map(String)]))
  }
  return wrong.slice(0, MAX_WRONG_PATHS)
}

function explain(issue: z.core.$ZodIssue, path: string[]): Wrong[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, MAX_WRONG_PATHS)
      .map((key) => ({ path: [...path, key], message: 'is not a known field' }))
  }
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, message: issue.message }]
  // None of the alternatives fits: speak of the one that was missed by least.
  const alternatives = issue.errors.map((issues) => listed(issues, path))
  const deepest = Math.max(...alternatives.map(depth))
  const near = alternatives.filter((alternative) => depth(alternative) === deepest)
  return near.reduce((best, other) => (other.length < best.length ? other : best))
}

function depth(wrong: readonly Wrong[]): number {
  return Math.max(...wrong.map(({ path }) => path.length))
}
