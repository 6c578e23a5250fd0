import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { connect, connectionLost, type Sql, sqlState } from '@munova/database'
import { StartFailure } from '../settings/failure.ts'

export interface Provisioning {
  /** Address of the server as somebody who may create roles and databases. */
  serverUrl: string
  /** Keeps the passwords of the roles; made when missing. */
  passwordFile: string
  /** Whether a role with another password may be given ours. */
  isOurs: boolean
}

export interface Provisioned {
  commerceUrl: string
  chatUrl: string
  version: string
}

/** Each app has its database, which its role owns and the other app's role cannot connect to. */
const NAMES = ['munova_commerce', 'munova_chat'] as const
type Name = (typeof NAMES)[number]
type Passwords = Record<Name, string>

const WRONG_PASSWORD = '28P01'
const NOT_ALLOWED = '42501'

/** Makes what is missing of the two roles and databases. Throws StartFailure. */
export async function provision({ serverUrl, passwordFile, isOurs }: Provisioning): Promise<Provisioned> {
  const passwords = await readPasswords(passwordFile)
  const admin = connect(withPath(serverUrl, new URL(serverUrl).pathname.slice(1) || 'postgres'), {
    max: 1,
    name: 'munova-start',
  })
  try {
    const [server] = await admin<{ version: string }[]>`select current_setting('server_version') as version`
    for (const name of NAMES) {
      await makeRole(admin, { name, password: passwords[name], serverUrl, isOurs })
      await makeDatabase(admin, name)
    }
    const [commerceUrl, chatUrl] = NAMES.map((name) => urlOf(serverUrl, name, passwords[name]))
    return { commerceUrl: commerceUrl!, chatUrl: chatUrl!, version: server!.version.split(' ')[0]! }
  } catch (error) {
    throw explain(error, serverUrl)
  } finally {
    await admin.end({ timeout: 5 })
  }
}

async function makeRole(
  admin: Sql,
  role: { name: Name; password: string; serverUrl: string; isOurs: boolean },
): Promise<void> {
  const { name, password, serverUrl, isOurs } = role
  const [known] = await admin`select from pg_roles where rolname = ${name}`
  // A command that defines something takes no parameters; the password is base64url, made here.
  if (!known) {
    await admin.unsafe(`create role ${name} login password '${password}'`)
    return
  }
  if (await canSignIn(urlOf(serverUrl, name, password))) return
  if (!isOurs) {
    throw new StartFailure(
      `the role ${name} exists at ${new URL(serverUrl).host} with another password: drop it, or set ` +
        'COMMERCE_DATABASE_URL and CHAT_DATABASE_URL instead of DATABASE_URL',
    )
  }
  await admin.unsafe(`alter role ${name} login password '${password}'`)
}

async function makeDatabase(admin: Sql, name: Name): Promise<void> {
  const [known] = await admin`select from pg_database where datname = ${name}`
  if (known) return
  const [me] = await admin<
    { rolsuper: boolean }[]
  >`select rolsuper from pg_roles where rolname = current_user`
  // Only its members, and superusers, may give something to a role.
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
    // The database is not there yet; the password was looked at before.
    if (sqlState(error) === '3D000') return true
    throw error
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function readPasswords(file: string): Promise<Passwords> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text !== undefined) {
    const kept: Partial<Passwords> = JSON.parse(text)
    if (NAMES.every((name) => /^[\w-]{20,}$/.test(kept[name] ?? ''))) return kept as Passwords
    throw new StartFailure(`${file} does not hold the passwords of ${NAMES.join(' and ')}: remove it`)
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
    return new StartFailure(`PostgreSQL at ${host} refuses the user or password of DATABASE_URL`)
  }
  if (connectionLost(error)) {
    return new StartFailure(`PostgreSQL at ${host} (DATABASE_URL) cannot be reached`, { cause: error })
  }
  return error
}
