import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { connect, connectionLost, type Sql, sqlState } from '@munova/database'
import { StartFailure } from '../settings/failure.ts'

export interface Provisioning {
  /** URL of the server with a role that may create roles and databases. */
  serverUrl: string
  /** File with the passwords of the roles; created when missing. */
  passwordFile: string
  /** Whether passwords of existing roles may be replaced. */
  ownsServer: boolean
}

export interface Provisioned {
  commerceUrl: string
  chatUrl: string
  version: string
}

/** Each app has its own database, owned by its role; the role of the other app cannot connect to it. */
const NAMES = ['munova_commerce', 'munova_chat'] as const
type Name = (typeof NAMES)[number]
type Passwords = Record<Name, string>

const WRONG_PASSWORD = '28P01'
const NOT_ALLOWED = '42501'

/** Creates the two roles and databases where missing. Throws StartFailure. */
export async function provision({ serverUrl, passwordFile, ownsServer }: Provisioning): Promise<Provisioned> {
  const passwords = await readPasswords(passwordFile)
  const admin = connect(withPath(serverUrl, new URL(serverUrl).pathname.slice(1) || 'postgres'), {
    max: 1,
    name: 'munova-start',
  })
  try {
    const [server] = await admin<{ version: string }[]>`select current_setting('server_version') as version`
    for (const name of NAMES) {
      await ensureRole(admin, { name, password: passwords[name], serverUrl, ownsServer })
      await ensureDatabase(admin, name)
    }
    const [commerceUrl, chatUrl] = NAMES.map((name) => urlOf(serverUrl, name, passwords[name]))
    return { commerceUrl: commerceUrl!, chatUrl: chatUrl!, version: server!.version.split(' ')[0]! }
  } catch (error) {
    throw explain(error, serverUrl)
  } finally {
    await admin.end({ timeout: 5 })
  }
}

async function ensureRole(
  admin: Sql,
  role: { name: Name; password: string; serverUrl: string; ownsServer: boolean },
): Promise<void> {
  const { name, password, serverUrl, ownsServer } = role
  const [known] = await admin`select from pg_roles where rolname = ${name}`
  // DDL statements take no parameters; the password is generated here as base64url, so it needs no escaping.
  if (!known) {
    await admin.unsafe(`create role ${name} login password '${password}'`)
    return
  }
  if (await canSignIn(urlOf(serverUrl, name, password))) return
  if (!ownsServer) {
    throw new StartFailure(
      `the role ${name} exists at ${new URL(serverUrl).host} with another password: drop it, or set ` +
        'COMMERCE_DATABASE_URL and CHAT_DATABASE_URL instead of DATABASE_URL',
    )
  }
  await admin.unsafe(`alter role ${name} login password '${password}'`)
}

async function ensureDatabase(admin: Sql, name: Name): Promise<void> {
  const [known] = await admin`select from pg_database where datname = ${name}`
  if (known) return
  const [me] = await admin<
    { rolsuper: boolean }[]
  >`select rolsuper from pg_roles where rolname = current_user`
  // Only members of a role and superusers may create objects owned by it.
  if (!me?.rolsuper) await admin.unsafe(`grant ${name} to current_user`)
  await admin.unsafe(`create database ${name} owner ${name} encoding 'UTF8' template template0`)
  await admin.unsafe(`revoke all on database ${name} from public`)
}

async function canSignIn(url: string): Promise<boolean> {
  const sql = connect(url, { max: 1, name: 'munova-start' })
  try {
    await sql`select`
    return true
  } catch (error) {
    if (sqlState(error) === WRONG_PASSWORD) return false
    // Undefined database: the password was checked before.
    if (sqlState(error) === '3D000') return true
    throw error
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function readPasswords(file: string): Promise<Passwords> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text !== undefined) {
    const stored = JSON.parse(text) as Partial<Passwords>
    if (NAMES.every((name) => /^[\w-]{20,}$/.test(stored[name] ?? ''))) return stored as Passwords
    throw new StartFailure(`${file} does not contain the passwords of ${NAMES.join(' and ')}: remove it`)
  }
  const passwords: Passwords = { munova_commerce: newPassword(), munova_chat: newPassword() }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, `${JSON.stringify(passwords, undefined, 2)}\n`, { mode: 0o600 })
  return passwords
}

function newPassword(): string {
  return randomBytes(24).toString('base64url')
}

function urlOf(serverUrl: string, name: Name, password: string): string {
  const url = new URL(withPath(serverUrl, name))
  url.username = name
  url.password = password
  return url.href
}

function withPath(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

function explain(error: unknown, serverUrl: string): unknown {
  const { host } = new URL(serverUrl)
  if (sqlState(error) === NOT_ALLOWED) {
    return new StartFailure(
      `the role of DATABASE_URL may not create roles and databases at ${host}: give it CREATEROLE and CREATEDB, ` +
        'or set COMMERCE_DATABASE_URL and CHAT_DATABASE_URL',
      { cause: error },
    )
  }
  if (sqlState(error) === WRONG_PASSWORD) {
    return new StartFailure(`PostgreSQL at ${host} rejects the user or password of DATABASE_URL`)
  }
  if (connectionLost(error)) {
    return new StartFailure(`PostgreSQL at ${host} (DATABASE_URL) cannot be reached`, { cause: error })
  }
  return error
}
