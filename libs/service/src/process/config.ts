import type { z } from 'zod'

/** The names and texts of `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What is wrong with one setting; without a name it is about several. */
export interface WrongSetting {
  setting?: string
  problem: string
}

/** The settings cannot be used. The message has a line for each problem and no secret, so it can be shown as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly WrongSetting[]

  constructor(problems: string | readonly WrongSetting[]) {
    super(
      typeof problems === 'string'
        ? problems
        : `The configuration is not usable:\n${problems.map((each) => `  ${lineOf(each)}`).join('\n')}`,
    )
    this.problems = typeof problems === 'string' ? [{ problem: problems }] : problems
  }
}

export function lineOf({ setting, problem }: WrongSetting): string {
  return setting ? `${setting}: ${problem}` : problem
}

// URLs too: DATABASE_URL and AMQP_URL contain passwords.
const secretName = /SECRET|PASS|TOKEN|KEY|URL|URI|DSN|CREDENTIAL|SALT|COOKIE/i
const credentialsInUrl = /:\/\/[^/\s]*@/
const SHOWN_CHARACTERS = 60

/**
 * Reads the settings of an app from environment variables. The schema's keys are the names of the variables, and its
 * own `z.coerce` or `z.stringbool` convert their text. A variable set to nothing counts as not set.
 * Throws ConfigError.
 */
export function readConfig<Schema extends z.ZodObject>(schema: Schema, env: Environment): z.output<Schema> {
  const given = new Map<string, string>()
  for (const name of Object.keys(schema.shape)) {
    const value = env[name]?.trim()
    if (value) given.set(name, value)
  }
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  // By their lines: two issues may say the same.
  const problems = new Map<string, WrongSetting>()
  for (const issue of parsed.error.issues) {
    const { setting, problem } = describe(issue, given)
    const wrong = { ...(setting && { setting }), problem: hideSecrets(problem, given) }
    problems.set(lineOf(wrong), wrong)
  }
  throw new ConfigError([...problems.values()])
}

function describe(issue: z.core.$ZodIssue, given: ReadonlyMap<string, string>): WrongSetting {
  const setting = issue.path.map(String).join('.')
  const value = given.get(setting)
  if (value === undefined) {
    return {
      setting,
      problem: issue.code === 'invalid_type' ? `is required (${issue.expected})` : issue.message,
    }
  }
  if (isSecret(setting, value)) return { setting, problem: issue.message }
  const shown = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value
  return { setting, problem: `${issue.message}, got ${JSON.stringify(shown)}` }
}

/** A schema's own messages may quote the value that they reject. */
function hideSecrets(problem: string, given: ReadonlyMap<string, string>): string {
  let clean = problem
  for (const [name, value] of given) {
    if (isSecret(name, value)) clean = clean.replaceAll(value, '[hidden]')
  }
  return clean
}

function isSecret(name: string, value: string): boolean {
  return secretName.test(name) || credentialsInUrl.test(value)
}
