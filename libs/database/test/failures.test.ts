import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPostgres, testDatabase, until } from '@munova/testing'
import {
  connect,
  connectionLost,
  isTransient,
  retryOnConnectionLoss,
  sqlState,
  violates,
} from '../src/index.ts'

const migrations = new URL('support/migrations/', import.meta.url)

test('a violated unique constraint is recognised by its name', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const insert = () => sql`insert into members (display_name) values ('Kim')`
  await insert()
  const error = await insert().catch((failure: unknown) => failure)
  assert.equal(sqlState(error), '23505')
  assert.ok(violates(error))
  assert.ok(violates(error, 'members_display_name_key'))
  assert.ok(!violates(error, 'members_pkey'))
  assert.ok(!connectionLost(error))
})

test('only errors of the server have a state, only network errors are a lost connection', async () => {
  const sql = connect('postgres://nobody@127.0.0.1:1/nothing', { max: 1 })
  const rejected = await sql`select 1`.catch((error: unknown) => error)
  assert.equal(sqlState(rejected), undefined)
  assert.ok(connectionLost(rejected))
  await sql.end({ timeout: 1 })
  const ended = await sql`select 1`.catch((error: unknown) => error)
  assert.ok(ended instanceof Error && !connectionLost(ended))
  assert.ok(connectionLost(Object.assign(new Error('write'), { code: 'EPIPE' })))
  assert.equal(sqlState(Object.assign(new Error('write'), { code: 'EPIPE' })), undefined)
  assert.ok(!connectionLost(new Error('57P01')))
  assert.ok(!connectionLost(undefined))
})

test('failures of the server are transient, those of a statement are not', async (t) => {
  const { url, sql } = await testDatabase(t, migrations)
  await sql`insert into members (display_name) values ('Kim')`
  const ofStatement = [
    sql`insert into members (display_name) values ('Kim')`,
    sql`insert into members (display_name) values (null)`,
    sql`select 'x'::text::int`,
    sql`select 1 / 0`,
    sql`select unknown_column from members`,
  ]
  for (const statement of ofStatement) assert.equal(isTransient(await failureOf(statement)), false)
  assert.equal(isTransient(new SyntaxError('Unexpected token')), false)

  const hasty = connect(url, { max: 1, statementTimeoutMs: 50, name: 'hasty' })
  const nowhere = connect('postgres://nobody@127.0.0.1:1/nothing', { max: 1 })
  const unresolved = connect('postgres://nobody@no-such-host.invalid/nothing', { max: 1 })
  t.after(() => Promise.all([hasty, nowhere, unresolved].map((pool) => pool.end({ timeout: 1 }))))
  assert.ok(isTransient(await failureOf(hasty`select pg_sleep(5)`)))
  assert.ok(isTransient(await failureOf(nowhere`select 1`)))
  assert.ok(isTransient(await failureOf(unresolved`select 1`)))
  assert.ok(isTransient(await failureOf(sql`do $$ begin raise exception using errcode = '53300'; end $$`)))
  // What a standby says after a failover, and a server that is starting or stopping.
  for (const state of ['25006', '40P01', '55P03', '57P01', '57P03', '58030', '08006']) {
    assert.ok(
      isTransient(
        await failureOf(sql.unsafe(`do $$ begin raise exception using errcode = '${state}'; end $$`)),
      ),
      state,
    )
  }
})

test('statements in flight, and later ones, survive the loss of every server process', async (t) => {
  const { url, sql: killer } = await testDatabase(t, migrations)
  const sql = connect(url, { max: 4, name: 'victim' })
  t.after(() => sql.end({ timeout: 1 }))
  const names = Array.from({ length: 16 }, (_, index) => `member ${index}`)
  const running = names.map((name) =>
    retryOnConnectionLoss(
      () => sql`
        with slow as (select pg_sleep(0.2))
        insert into members (display_name) select ${name} from slow on conflict do nothing`,
    ),
  )
  const killed = await killUntilOne()
  await Promise.all(running)
  assert.ok(killed > 0)
  const [row] = await retryOnConnectionLoss(() => sql`select count(*) as count from members`)
  assert.equal(row?.['count'], names.length)

  async function killUntilOne(): Promise<number> {
    for (let tries = 0; tries < 1_000; tries++) {
      const rows = await killer`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'victim' and datname = current_database() and state = 'active'`
      if (rows.length > 0) return rows.length
    }
    return 0
  }
})

test('idle connections that were lost are replaced', async (t) => {
  const { url, sql: killer } = await testDatabase(t, migrations)
  const sql = connect(url, { max: 4, name: 'idler' })
  t.after(() => sql.end({ timeout: 1 }))
  for (let round = 0; round < 5; round++) {
    await Promise.all(
      [1, 2, 3, 4].map((n) => retryOnConnectionLoss(() => sql`select ${n}::int, pg_sleep(0.01)`)),
    )
    await killer`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'idler' and datname = current_database()`
    const results = await Promise.all(
      [1, 2, 3, 4].map((n) => retryOnConnectionLoss(() => sql`select ${n}::int as n`)),
    )
    assert.deepEqual(results.map(([row]) => row?.['n']), [1, 2, 3, 4]) // prettier-ignore
  }
})

test('a pool survives a restart of its server, and fails at once while it is down', async (t) => {
  const server = await ownPostgres(t)
  const sql = connect(server.url, { max: 4 })
  t.after(() => sql.end({ timeout: 1 }))
  const warm = () => Promise.all([1, 2, 3, 4].map((n) => sql`select ${n}::int as n, pg_sleep(0.01)`))
  await warm()
  const sleeping = [1, 2, 3, 4].map(() => assert.rejects(sql`select pg_sleep(60)`, connectionLost))
  await server.stop()
  await Promise.all(sleeping)
  for (let n = 0; n < 10; n++) await assert.rejects(sql`select 1`, connectionLost)
  await server.start()
  // Until one attempt of the pool has succeeded, at most a second later, the others still fail at once.
  await until(() => sql`select 1`.then(() => true, () => false), { what: 'the pool' }) // prettier-ignore
  assert.deepEqual((await warm()).map(([row]) => row?.['n']), [1, 2, 3, 4]) // prettier-ignore
})

test('a retry happens once, and only after a lost connection', async () => {
  const lost = Object.assign(new Error('gone'), { code: 'ECONNRESET' })
  let runs = 0
  await assert.rejects(
    retryOnConnectionLoss(() => Promise.reject(fail(lost))),
    lost,
  )
  assert.equal(runs, 2)
  const wrong = new Error('wrong')
  await assert.rejects(
    retryOnConnectionLoss(() => Promise.reject(fail(wrong))),
    wrong,
  )
  assert.equal(runs, 3)

  function fail(error: Error): Error {
    runs++
    return error
  }
})

function failureOf(run: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(run).then(
    () => assert.fail('it succeeded'),
    (error: unknown) => error,
  )
}
