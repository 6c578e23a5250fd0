import type { z } from 'zod'

/** The environment does not fit the schema; the message lists every problem, one a line, ready for a terminal. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

// URLs count: DATABASE_URL and AMQP_URL carry passwords.
const secretName = /SECRET|PASS|TOKEN|KEY|URL|URI|DSN|CREDENTIAL|SALT|COOKIE/i
const SHOWN_CHARACTERS = 60

/**
 * Reads an app's settings from environment variables. The schema's keys are the variables' names and its own
 * `z.coerce` / `z.stringbool` turn strings into values. A variable set to nothing counts as not set.
 * Throws ConfigError.
 */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const given: Record<string, string> = {}
  for (const name of Object.keys(schema.shape)) {
    const value = env[name]?.trim()
    if (value) given[name] = value
  }
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${describe(issue, given)}`)
  throw new ConfigError(`The configuration is not usable:\n${[...new Set(lines)].join('\n')}`)
}

function describe(issue: z.core.$ZodIssue, given: Record<string, string>): string {
  const name = issue.path.map(String).join('.') || '(all)'
  const value = given[name]
  const expected = 'expected' in issue ? ` (${issue.expected})` : ''
  if (value === undefined) return issue.path.length > 0 ? `${name} is required${expected}` : issue.message
  if (secretName.test(name)) return `${name}: ${issue.message.replaceAll(value, '[hidden]')}`
  const shown = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value
  return `${name}: ${issue.message}, got ${JSON.stringify(shown)}`
}
