import { ConfigError, Problem } from '@munova/service'

/** Why a command line does nothing, in one line for a person. */
export class CommandError extends Error {}

/** The line of any error, for stderr. */
export function lineAbout(error: unknown): string {
  if (error instanceof ConfigError)
    return error.problems.map(({ setting = '', problem }) => `${setting} ${problem}`.trim()).join('; ')
  if (error instanceof Problem) return error.message
  // Several addresses of one host were tried.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error
  return String(cause instanceof Error ? cause.message : cause).split('\n', 1)[0]!
}
