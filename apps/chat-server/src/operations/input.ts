import { wrongPaths } from '@munova/service'
import type { z } from 'zod'
import { problem } from '../problems.ts'

/** Parses an operation's input; throws VALIDATION_FAILED that names each wrong path. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const errors = wrongPaths(parsed.error)
  const paths = [...new Set(errors.map(({ path }) => path).filter((path) => path !== ''))]
  throw problem('VALIDATION_FAILED', paths.length > 0 ? { detail: 'paths', paths, errors } : { errors })
}
