import { parseArgs } from 'node:util'
import { Email } from '@munova/commerce-contract'
import { connect, migrate, type Sql } from '@munova/database'
import { readConfig } from '@munova/service'
import { createAdministrator, listAdministrators } from './accounts/members/create-administrator.ts'
import { CommandError, lineAbout } from './command-error.ts'
import { CommerceConfig } from './config.ts'

const USAGE = 'usage: admin create <email> | admin list'

/**
 * The command line for what no route can do: the first administrator. `argv` is what follows `admin`. Needs DATABASE_URL
 * only, and migrates the database as a start of the server does. Resolves to the exit code; a failure is one line on stderr.
 */
export async function runAdminCommand(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  try {
    const command = parse(argv)
    const { DATABASE_URL, STATEMENT_TIMEOUT_MS } = readConfig(
      CommerceConfig.pick({ DATABASE_URL: true, STATEMENT_TIMEOUT_MS: true }),
      environment,
    )
    await migrate(DATABASE_URL, new URL('../migrations/', import.meta.url))
    const sql = connect(DATABASE_URL, {
      max: 1,
      name: 'commerce-api admin',
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    })
    try {
      for (const line of await command(sql)) console.log(line)
      return 0
    } finally {
      await sql.end({ timeout: 5 })
    }
  } catch (error) {
    console.error(`admin: ${lineAbout(error)}`)
    return 1
  }
}

/** The command, as a function that resolves to the lines of its output. */
function parse(argv: readonly string[]): (sql: Sql) => Promise<string[]> {
  const [name, text, ...rest] = positionals(argv)
  if (name === 'list' && text === undefined) return list
  if (name !== 'create' || text === undefined || rest.length > 0) throw new CommandError(USAGE)
  const email = Email.safeParse(text)
  if (!email.success) throw new CommandError(`${JSON.stringify(text)} is no e-mail address`)
  return (sql) => create(sql, email.data)
}

function positionals(argv: readonly string[]): string[] {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true }).positionals
  } catch {
    throw new CommandError(USAGE)
  }
}

async function create(sql: Sql, email: string): Promise<string[]> {
  const { memberId, password, isUnchanged } = await createAdministrator(sql, email)
  if (isUnchanged) return [`${email} is an administrator already (member ${memberId})`]
  if (password === undefined) return [`${email} is an administrator now (member ${memberId})`]
  return [`${email} is a new administrator (member ${memberId})`, `password, shown only here: ${password}`]
}

async function list(sql: Sql): Promise<string[]> {
  const administrators = await listAdministrators(sql)
  if (administrators.length === 0) return ['there is no administrator']
  return administrators.map(({ id, email, name, status }) => `${id}\t${email}\t${name}\t${status}`)
}
