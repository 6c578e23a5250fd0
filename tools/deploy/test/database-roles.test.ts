import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { join } from 'node:path'
import { migrations as chatMigrations } from '@munova/chat-server'
import { connect, migrate, sqlState } from '@munova/database'
import { afterTheTest, ownPostgres, type Cleanup } from '@munova/testing'
import { workspace } from '../src/index.ts'

const env = { MUNOVA_COMMERCE_PASSWORD: 'for-commerce', MUNOVA_CHAT_PASSWORD: `for-'chat'` }
const passwords: Record<string, string> = {
  munova_commerce: env.MUNOVA_COMMERCE_PASSWORD,
  munova_chat: env.MUNOVA_CHAT_PASSWORD,
}
const commerceMigrations = new URL('../../../apps/commerce-api/migrations/', import.meta.url)

test('init.sql creates two databases whose roles can migrate their own and not connect to the other', async (t) => {
  const server = await ownPostgres(t)
  const as = (user: string, database: string) => open(t, server.url, { user, database })
  const admin = connect(server.url, { max: 1 })
  afterTheTest(t, () => admin.end({ timeout: 1 }))
  for (const statement of await statementsOf('deploy/postgres/init.sql', env)) {
    await admin.unsafe(statement)
  }

  for (const [app, directory] of [
    ['commerce', commerceMigrations],
    ['chat', chatMigrations],
  ] as const) {
    const name = `munova_${app}`
    const applied = await migrate(as(name, name).url, directory)
    assert.ok(applied.length > 0)
    await as(name, name).sql`create extension if not exists pg_trgm`
  }
  for (const [user, database] of [
    ['munova_chat', 'munova_commerce'],
    ['munova_commerce', 'munova_chat'],
    ['munova_chat', 'postgres'],
  ] as const) {
    await assert.rejects(
      async () => as(user, database).sql`select 1`,
      (error) => sqlState(error) === '42501',
      `${user} connects to ${database}`,
    )
  }
  const roles = await admin<{ name: string; privileged: boolean; password: string }[]>`
    select rolname as name, rolsuper or rolcreatedb or rolcreaterole or rolreplication as privileged,
      rolpassword as password
    from pg_authid where rolname like 'munova\\_%' and rolname <> current_user order by rolname`
  assert.deepEqual(
    roles.map(({ name, privileged }) => ({ name, privileged })),
    [
      { name: 'munova_chat', privileged: false },
      { name: 'munova_commerce', privileged: false },
    ],
  )
  for (const { password } of roles) assert.match(password, /^SCRAM-SHA-256\$/)
})

test('init.sql fails when a password is missing', async () => {
  await assert.rejects(
    statementsOf('deploy/postgres/init.sql', { MUNOVA_CHAT_PASSWORD: 'x' }),
    /MUNOVA_COMMERCE_PASSWORD/,
  )
})

function open(t: Cleanup, server: string, { user, database }: { user: string; database: string }) {
  const url = new URL(server)
  url.username = user
  url.password = encodeURIComponent(passwords[user]!)
  url.pathname = `/${database}`
  const sql = connect(url.href, { max: 1 })
  afterTheTest(t, () => sql.end({ timeout: 1 }))
  return { url: url.href, sql }
}

/** The statements psql would send. The file uses only two features of psql, `\getenv name VARIABLE` and `:'name'`. */
async function statementsOf(file: string, variables: Record<string, string>): Promise<string[]> {
  const text = await readFile(join(workspace, file), 'utf8')
  const values = new Map<string, string>()
  const lines = text.split('\n').filter((line) => {
    const [, name, variable] = /^\\getenv (\w+) (\w+)$/.exec(line) ?? []
    if (name === undefined || variable === undefined) return true
    const value = variables[variable]
    if (value === undefined) throw new Error(`${variable} is not set`)
    values.set(name, value)
    return false
  })
  const sql = lines
    .filter((line) => !line.startsWith('--'))
    .join('\n')
    .replace(/:'(\w+)'/g, (_, name: string) => `'${values.get(name)!.replaceAll("'", "''")}'`)
  return sql
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}
