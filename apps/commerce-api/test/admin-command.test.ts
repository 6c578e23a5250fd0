import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { AuditLogPage, SignedIn } from '@munova/commerce-contract'
import { afterTheTest, testDatabase, until } from '@munova/testing'
import { listen } from './support/listen.ts'
import { openShop, type Shop } from './support/open-shop.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

/** Runs the command as a process. */
async function admin(databaseUrl: string | undefined, ...args: string[]): Promise<Outcome> {
  const env = { ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) }
  const child = spawn(process.execPath, [main, 'admin', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, ...output }
}

/** A folder of migrations with none in it. */
async function noMigrations(t: TestContext): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'commerce-no-migrations-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  return pathToFileURL(`${folder}/`)
}

function signIn(shop: Shop, email: string, password: string) {
  return shop.call<SignedIn>('POST /v1/auth/sign-in', { body: { email, password } })
}

test('the first administrator is made on an empty database, signs in with the printed password and may administer', async (t) => {
  const { url } = await testDatabase(t, await noMigrations(t))
  const created = await admin(url, 'create', 'Owner@munova.example')
  assert.deepEqual([created.code, created.stderr], [0, ''])
  const password = /^password, shown only here: (\S{32})$/m.exec(created.stdout)![1]!

  const shop = await openShop(t, { env: { DATABASE_URL: url } })
  const { status, body } = await signIn(shop, 'owner@munova.example', password)
  assert.equal(status, 200)
  assert.equal(body.member.role, 'ADMIN')
  const owner = { token: body.accessToken, refreshToken: '', member: body.member, email: '', password }
  const { body: buyer } = await shop.call<SignedIn>('POST /v1/auth/sign-up', {
    body: { email: 'buyer@munova.example', password, name: '사람' },
  })
  const assigned = await shop.call(`POST /v1/admin/members/${buyer.member.id}/role`, {
    as: owner,
    body: { role: 'ADMIN' },
  })
  assert.equal(assigned.status, 200)
  const log = await shop.call<AuditLogPage>('GET /v1/admin/audit-log', { as: owner })
  assert.deepEqual(
    log.body.items.map(({ action, actorId, thingId }) => ({ action, actorId, thingId })),
    [
      { action: 'member.role', actorId: body.member.id, thingId: buyer.member.id },
      { action: 'administrator.create', actorId: null, thingId: body.member.id },
    ],
  )
  const list = await admin(shop.databaseUrl, 'list')
  assert.equal(list.code, 0)
  assert.match(list.stdout, /^\d+\towner@munova\.example\t관리자\tACTIVE$/m)
})

test('a member becomes an administrator: earlier tokens are void, chat learns it, and a repetition has no effect', async (t) => {
  const shop = await openShop(t)
  const member = await shop.person()
  const events = await listen(t, shop.broker)
  const first = await admin(shop.databaseUrl, 'create', member.email)
  assert.match(first.stdout, /is an administrator now/)
  assert.doesNotMatch(first.stdout, /password/)
  await until(async () => (await shop.call('GET /v1/me', { as: member })).status === 401, {
    what: 'the earlier token to be void',
  })
  const isKnown = () =>
    events.some(
      ({ type, data }) =>
        type === 'member.updated' &&
        data.id === member.member.id &&
        data.role === 'ADMIN' &&
        data.tokenGeneration === 1,
    )
  await until(isKnown, { what: 'the event' })
  const { body } = await signIn(shop, member.email, member.password)
  assert.equal(body.member.role, 'ADMIN')

  const again = await admin(shop.databaseUrl, 'create', member.email)
  assert.deepEqual([again.code, again.stderr], [0, ''])
  assert.match(again.stdout, /is an administrator already/)
  const [row] = await shop.sql`select token_generation, revision from members where id = ${member.member.id}`
  assert.deepEqual({ ...row }, { token_generation: 1, revision: 2 })
  const entries = await shop.sql`select action, details from audit_log where thing_id = ${member.member.id}`
  assert.deepEqual(
    [...entries].map((entry) => ({ ...entry })),
    [{ action: 'member.role', details: { from: 'BUYER', to: 'ADMIN' } }],
  )
})

test('what cannot be done is one line on stderr, and exit code 1', async (t) => {
  const shop = await openShop(t)
  const owner = await shop.person('ADMIN')
  const [seller, suspended] = [await shop.person('SELLER'), await shop.person()]
  await shop.published(seller)
  await shop.call(`POST /v1/admin/members/${suspended.member.id}/suspend`, {
    as: owner,
    body: { reason: '허위 후기' },
  })
  const url = shop.databaseUrl
  const elsewhere = new URL(url)
  elsewhere.pathname = '/no_such_database'
  const failures: [Promise<Outcome>, RegExp][] = [
    [admin(url), /usage: admin create <email>/],
    [admin(url, 'create'), /usage/],
    [admin(url, 'create', 'a@munova.example', 'b@munova.example'), /usage/],
    [admin(url, 'create', '--force', 'a@munova.example'), /usage/],
    [admin(url, 'remove', 'a@munova.example'), /usage/],
    [admin(url, 'create', 'nobody'), /"nobody" is no e-mail address/],
    [admin(undefined, 'list'), /DATABASE_URL is required/],
    [admin('postgres://127.0.0.1:1/x', 'list'), /ECONNREFUSED/],
    [admin(elsewhere.href, 'list'), /no_such_database/],
    [admin(url, 'create', seller.email), /has products on sale/],
    [admin(url, 'create', suspended.email), /is suspended/],
  ]
  for (const [outcome, reason] of failures) {
    const { code, stdout, stderr } = await outcome
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, reason)
    assert.match(stderr, /^admin: .+\n$/)
  }
})

test('two who create the same administrator at once make one account, with one password', async (t) => {
  const shop = await openShop(t)
  const outcomes = await Promise.all([1, 2].map(() => admin(shop.databaseUrl, 'create', 'a@munova.example')))
  assert.deepEqual(outcomes.map(({ code }) => code), [0, 0]) // prettier-ignore
  assert.equal(outcomes.filter(({ stdout }) => stdout.includes('password')).length, 1)
  const entries = await shop.sql`select from audit_log`
  assert.equal(entries.length, 1)
})
