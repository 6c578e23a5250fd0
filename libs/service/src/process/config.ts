import type { z } from 'zod'

/** The environment does not fit the schema; the message lists every problem, one a line, ready for a terminal. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

// URLs count: DATABASE_URL and AMQP_URL carry passwords.
const secretName = /SECRET|PASS|TOKEN|KEY|URL|URI|DSN|CREDENTIAL|SALT|COOKIE/i
const credentialsInUrl = /:\/\/[^/\s]*@/
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
  const given = new Map<string, string>()
  for (const name of Object.keys(schema.shape)) {
    const value = env[name]?.trim()
    if (value) given.set(name, value)
  }
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  const lines = new Set(parsed.error.issues.map((issue) => `  ${hideSecrets(describe(issue, given), given)}`))
  throw new ConfigError(`The configuration is not usable:\n${[...lines].join('\n')}`)
}

function describe(issue: z.core.$ZodIssue, given: ReadonlyMap<string, string>): string {
  const name = issue.path.map(String).join('.')
  const value = given.get(name)
  if (value === undefined) {
    if (issue.code === 'invalid_type') return `${name}: is required (${issue.expected})`
    return name ? `${name}: ${issue.message}` : issue.message
  }
  if (isSecret(name, value)) return `${name}: ${issue.message}`
  const shown = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value
  return `${name}: ${issue.message}, got ${JSON.stringify(shown)}`
}

/** A schema's own messages may quote what they refuse. */
function hideSecrets(line: string, given: ReadonlyMap<string, string>): string {
  let clean = line
  for (const [name, value] of given) {
    if (isSecret(name, value)) clean = clean.replaceAll(value, '[hidden]')
  }
  return clean
}

function isSecret(name: string, value: string): boolean {
  return secretName.test(name) || credentialsInUrl.test(value)
}
