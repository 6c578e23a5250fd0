import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect, sqlState } from '@munova/database'
import { afterTheTest, ownPostgres } from '@munova/testing'
import { StartFailure } from '@munova/tool-start'
import { provision, type Provisioned } from '../../src/servers/provision.ts'

const WRONG_PASSWORD = '28P01'
const NOT_ALLOWED = '42501'

async function passwordFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'munova-passwords-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  return join(folder, 'keys', 'database.json')
}

/** 'yes', or the SQLSTATE of the rejection. */
async function canUse(url: string): Promise<string | undefined> {
  const sql = connect(url, { max: 1 })
  try {
    await sql`create table if not exists mine (id int)`
    return 'yes'
  } catch (error) {
    return sqlState(error)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function run(url: string, statement: string): Promise<void> {
  const sql = connect(url, { max: 1 })
  await sql.unsafe(statement)
  await sql.end({ timeout: 1 })
}

function withDatabaseOf(url: string, other: string): string {
  const changed = new URL(url)
  changed.pathname = new URL(other).pathname
  return changed.href
}

test('roles and databases on one server', async (t) => {
  const { url: serverUrl } = await ownPostgres(t)
  const file = await passwordFile(t)
  let made: Provisioned | undefined

  await t.test('are created, each role the owner of its own database only', async () => {
    made = await provision({ serverUrl, passwordFile: file, ownsServer: false })
    assert.match(made.version, /^\d+\.\d+$/)
    assert.equal(await canUse(made.commerceUrl), 'yes')
    assert.equal(await canUse(made.chatUrl), 'yes')
    assert.equal(await canUse(withDatabaseOf(made.chatUrl, made.commerceUrl)), NOT_ALLOWED)
    assert.equal(await canUse(withDatabaseOf(made.commerceUrl, made.chatUrl)), NOT_ALLOWED)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
  })

  await t.test('stay unchanged the second time', async () => {
    const kept = await readFile(file, 'utf8')
    assert.deepEqual(await provision({ serverUrl, passwordFile: file, ownsServer: false }), made)
    assert.equal(await readFile(file, 'utf8'), kept)
  })

  await t.test('with another password are not changed, unless the server is embedded', async () => {
    const other = await passwordFile(t)
    await assert.rejects(
      provision({ serverUrl, passwordFile: other, ownsServer: false }),
      (error: unknown) => {
        assert.ok(error instanceof StartFailure)
        assert.match(error.message, /the role munova_commerce exists at .* with another password/)
        return true
      },
    )
    const taken = await provision({ serverUrl, passwordFile: other, ownsServer: true })
    assert.equal(await canUse(taken.commerceUrl), 'yes')
    assert.equal(await canUse(made!.commerceUrl), WRONG_PASSWORD)
  })

  await t.test('can be created by a role with CREATEROLE and CREATEDB that is no superuser', async () => {
    await run(serverUrl, 'drop database munova_commerce')
    await run(serverUrl, 'drop database munova_chat')
    await run(serverUrl, 'drop role munova_commerce')
    await run(serverUrl, 'drop role munova_chat')
    await run(serverUrl, "create role maker login createrole createdb password 'not-for-logs'")
    const maker = new URL(serverUrl)
    maker.username = 'maker'
    maker.password = 'not-for-logs'
    const again = await provision({ serverUrl: maker.href, passwordFile: file, ownsServer: false })
    assert.equal(await canUse(again.chatUrl), 'yes')

    await run(serverUrl, 'drop database munova_chat')
    await run(serverUrl, 'alter role maker nocreatedb')
    await assert.rejects(
      provision({ serverUrl: maker.href, passwordFile: file, ownsServer: false }),
      (error: unknown) => {
        assert.ok(error instanceof StartFailure)
        assert.match(error.message, /give it CREATEROLE and CREATEDB/)
        assert.doesNotMatch(error.message, /not-for-logs/)
        return true
      },
    )
  })
})
