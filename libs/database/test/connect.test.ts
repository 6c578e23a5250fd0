import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import net from 'node:net'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort, halfResponses, latch, testDatabase, until } from '@munova/testing'
import { connect, connectionLost, sqlState } from '../src/index.ts'
import { addMembers } from './support/members.ts'

const migrations = new URL('support/migrations/', import.meta.url)

test('bigint, counts and sums of int are numbers', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [row] = await sql`
    select ${2 ** 53 - 1}::bigint as largest, (-9007199254740991)::bigint as smallest, count(*) as count,
      sum(1) as sum, null::bigint as nothing`
  assert.deepEqual(
    { ...row },
    { largest: 2 ** 53 - 1, smallest: 1 - 2 ** 53, count: 1, sum: 1, nothing: null },
  )
})

test('a bigint that a number cannot hold is an error, and the connection stays usable', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const sql = connect(url, { max: 1 })
  t.after(() => sql.end({ timeout: 1 }))
  await assert.rejects(sql`select n + 9007199254740990 as n from generate_series(1, 5) as n`, RangeError)
  await assert.rejects(sql`select array[9007199254740992]::bigint[] as list`, RangeError)
  const [row] = await sql`select 1::bigint as n`
  assert.equal(row?.['n'], 1)
})

test('without a free file descriptor a statement fails, the process survives, and the next one works', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const program = fileURLToPath(new URL('support/without-files.ts', import.meta.url))
  const command = 'ulimit -n 64 && exec "$0" "$1"'
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command, process.execPath, program], {
    env: { ...process.env, DATABASE_URL: url },
    timeout: 20_000,
  })
  assert.equal(stdout, 'EMFILE 1\n')
})

test('statements have generic plans where that is configured', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const generic = connect(url, { max: 1, genericPlans: true })
  t.after(() => generic.end({ timeout: 1 }))
  for (let n = 1; n <= 10; n++)
    await generic`select n from generate_series(1, 3) as n where n = any(${[n]}::bigint[])`
  const [plans] = await generic`
    select generic_plans, custom_plans from pg_prepared_statements where statement like 'select n from%'`
  assert.deepEqual({ ...plans }, { generic_plans: 10, custom_plans: 0 })
})

test('instants are dates, json is parsed, numeric stays text', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const at = new Date('2026-11-23T05:00:00.123Z')
  const [row] = await sql`
    select ${at}::timestamptz as at, ${sql.json({ a: [1] })}::jsonb as json, 1.10::numeric as numeric,
      '1900-01-01T00:00:00+08:27:52'::timestamptz as before_zones`
  const before_zones = new Date('1899-12-31T15:32:08Z')
  assert.deepEqual({ ...row }, { at, json: { a: [1] }, numeric: '1.10', before_zones })
})

test('lists are sent and received', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const sent = {
    ids: [1, 2 ** 53 - 1],
    ints: [1, -2],
    reals: [1.5, 1e300],
    texts: ['', 'null', 'NULL', 'a"b', 'c\\d', '{e,f}', ' g ', 'h\ni', '신발'],
    uuids: ['01890a5d-ac96-774b-bcce-b302099a8057'],
    none: [],
    flags: [true, false],
    instants: [new Date('2026-11-23T05:00:00.123Z')],
    blobs: [Buffer.from([0, 255])],
    documents: [{ a: 'x"y' }, [1, 2], null],
  }
  const [row] = await sql`
    select ${sent.ids}::bigint[] as ids, ${sent.ints}::int[] as ints, ${sent.reals}::float8[] as reals,
      ${sent.texts}::text[] as texts, ${sent.uuids}::uuid[] as uuids, ${sent.none}::text[] as none,
      ${sql.array(sent.flags)} as flags, ${sql.array(sent.instants)} as instants, ${sql.array(sent.blobs)} as blobs,
      ${sql.typed(sent.documents, 3807)} as documents`
  assert.deepEqual({ ...row }, sent)
  const rows = await sql`select * from unnest(${[1, 2]}::bigint[], ${['a', null]}::text[]) as t (id, name)`
  assert.deepEqual([...rows], [{ id: 1, name: 'a' }, { id: 2, name: null }]) // prettier-ignore
  await assert.rejects(sql`select array[[1, 2], [3, 4]] as matrix`, /one-dimensional/)
})

test('a statement that takes too long is cancelled, and the connection has its name', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const sql = connect(url, { max: 1, name: 'slow one', statementTimeoutMs: 50 })
  t.after(() => sql.end({ timeout: 1 }))
  await assert.rejects(sql`select pg_sleep(60)`, (error) => sqlState(error) === '57014')
  const [row] = await sql`select current_setting('application_name') as name`
  assert.equal(row?.['name'], 'slow one')
})

test('a server that closes every connection at once is an error, not a loop', async (t) => {
  const peer = await listen(t, (socket) => socket.on('data', () => socket.end()))
  const sql = connect(peer.url, { max: 1 })
  await assert.rejects(sql`select 1`, connectionLost)
  assert.equal(peer.accepted(), 1)
  await sql.end({ timeout: 1 })
})

test('a connection that is reset after the greeting rejects its statement and nothing else', async (t) => {
  const { url } = await testDatabase(t, migrations)
  let resets = 2
  // Hands the sign-in through, then resets at the first statement.
  const peer = await listen(t, (socket) => {
    const server = net.connect(Number(new URL(url).port), new URL(url).hostname)
    t.after(() => server.destroy())
    server.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    let ready = false
    server.on('data', (bytes: Buffer) => {
      socket.write(bytes)
      ready ||= bytes.at(-6) === 'Z'.charCodeAt(0)
    })
    socket.on('close', () => server.destroy())
    socket.on('data', (bytes) => {
      if (!ready || resets === 0) return server.write(bytes)
      resets--
      return socket.resetAndDestroy()
    })
  })
  const through = new URL(url)
  through.host = new URL(peer.url).host
  const sql = connect(through.href, { max: 1 })
  await assert.rejects(sql`select 1`, connectionLost)
  await assert.rejects(sql`select ${1}::int`, connectionLost)
  const [row] = await sql`select ${1}::int as one`
  assert.equal(row?.['one'], 1)
  await sql.end({ timeout: 1 })
})

test('a server that is not ready is reported once, also after a connection that was lost during a statement', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const name = new URL(url).pathname.slice(1)
  const admin = connect(new URL('/postgres', url).href, { max: 1 })
  const sql = connect(url, { max: 1, name: 'unlucky' })
  t.after(() => Promise.all([sql.end({ timeout: 1 }), admin.end({ timeout: 1 })]))
  await sql`select 1`
  const dying = assert.rejects(sql`select pg_sleep(60)`, (error) => sqlState(error) === '57P01')
  await admin`select pg_sleep(0.05)`
  await admin.unsafe(`alter database ${name} allow_connections false`)
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'unlucky'`
  await dying
  for (let n = 0; n < 3; n++) await assert.rejects(sql`select 1`, (error) => sqlState(error) === '55000')
  await admin.unsafe(`alter database ${name} allow_connections true`)
  assert.equal((await sql`select 1 as one`)[0]?.['one'], 1)
})

test('while a server is away statements fail at once and not one after the other; when it is back they work', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const port = await freePort()
  const through = new URL(url)
  through.host = `127.0.0.1:${port}`
  const sql = connect(through.href, { max: 1 })
  t.after(() => sql.end({ timeout: 1 }))
  // One connection that pauses for up to a second after each of them would need minutes.
  await Promise.all(
    Array.from({ length: 1_000 }, () => assert.rejects(sql`select 1`, { code: 'ECONNREFUSED' })),
  )

  let accepted = 0
  const relay = net.createServer((socket) => {
    accepted++
    const server = net.connect(Number(new URL(url).port), new URL(url).hostname)
    server.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('error', () => server.destroy()).on('close', () => server.destroy())
    socket.pipe(server).pipe(socket)
  })
  t.after(() => relay.close())
  await new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve))
  await until(() => sql`select 1`.then(() => true, () => false), { what: 'a statement' }) // prettier-ignore
  await Promise.all(Array.from({ length: 10 }, () => sql`select 1`))
  assert.equal(accepted, 1)
})

test('cancelling a statement cancels it and nothing else', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const statement = sql`select pg_sleep(60)`.execute()
  const cancelled = assert.rejects(statement, (error) => sqlState(error) === '57014')
  // Before it runs, the driver cancels it by itself.
  const runs = () =>
    sql`select from pg_stat_activity where state = 'active' and query = 'select pg_sleep(60)'`
  await until(async () => (await runs()).length > 0, { what: 'the statement to run' })
  statement.cancel()
  await cancelled
})

for (const { what, passes } of [
  { what: 'before its response', passes: 0 },
  { what: 'after one byte of its response', passes: 1 },
  { what: 'after the header of a message', passes: 5 },
  { what: 'after most of its response', passes: 60 },
]) {
  test(`a server that stops ${what} is a lost connection, and the next statement gets a new one`, async (t) => {
    const { url } = await testDatabase(t, migrations)
    const proxy = await halfResponses(t, url)
    const sql = connect(proxy.url, { max: 1, statementTimeoutMs: 200 })
    t.after(() => sql.end({ timeout: 1 }))
    const row = () => sql`select ${'x'.repeat(40)} as text, ${1}::int as one`
    assert.equal((await row())[0]?.['one'], 1)
    proxy.stop(passes)
    await assert.rejects(row(), connectionLost)
    proxy.go()
    assert.equal((await row())[0]?.['one'], 1)
  })
}

test('a statement that comes between the error of a connection and its close settles, and so do the next ones', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const server = new URL(url)
  const { hostname, port } = server
  const clients = new Set<net.Socket>()
  const proxy = await listen(t, (socket) => {
    const upstream = net.connect(Number(port), hostname)
    clients.add(socket)
    socket.pipe(upstream).pipe(socket)
    for (const each of [socket, upstream]) each.on('error', () => {})
    socket.on('close', () => clients.delete(socket) && upstream.destroy())
    upstream.on('close', () => socket.destroy())
  })
  server.port = new URL(proxy.url).port
  // What makes the process send a statement, as a frame of a chat client does.
  const triggers = await listen(t, () => {})
  const sql = connect(server.href, { max: 1 })
  t.after(() => sql.end({ timeout: 1 }))
  const settled = { fulfilled: 0, rejected: 0 }
  for (let round = 0; round < 40; round++) {
    await sql`select 1`.catch(() => undefined)
    const trigger = net.connect(Number(new URL(triggers.url).port), '127.0.0.1')
    await new Promise((resolve) => trigger.once('connect', resolve))
    // Both are readable in the same turn of the event loop.
    trigger.on('data', () => {})
    const statement = new Promise<PromiseSettledResult<unknown>>((resolve) => {
      trigger.once('end', () => void Promise.allSettled([sql`select 2`]).then(([result]) => resolve(result)))
    })
    for (const client of clients) client.resetAndDestroy()
    trigger.end()
    triggers.endAll()
    settled[(await statement).status]++
    trigger.destroy()
  }
  t.diagnostic(JSON.stringify(settled))
  assert.equal((await sql`select 1 as one`)[0]?.['one'], 1)
})

test('a response that stops half way behind a finished one of the same connection is noticed', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const proxy = await halfResponses(t, url)
  const sql = connect(proxy.url, { max: 1, statementTimeoutMs: 200 })
  t.after(() => sql.end({ timeout: 1 }))
  const wide = () => sql`select ${'x'.repeat(1_000)} as text`
  await wide()
  proxy.stop(1_500)
  const pipelined = await Promise.allSettled([wide(), wide(), wide()])
  assert.deepEqual(
    pipelined.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected'],
  )
  proxy.go()
  await wide()
})

test('a process that stops reading a response keeps no lock beyond the timeout of its statement', async (t) => {
  const { sql, url } = await testDatabase(t, migrations)
  const [memberId = 0] = await addMembers(sql, 1)
  const server = new URL(url)
  const { hostname, port } = server
  const frozen = latch()
  const proxy = await listen(t, (socket) => {
    const upstream = net.connect(Number(port), hostname)
    socket.on('data', (bytes) => upstream.write(bytes))
    let passed = 0
    upstream.on('data', (bytes) => {
      socket.write(bytes)
      passed += bytes.length
      // Once the large response has begun, and far from its end.
      if (passed < 100_000) return
      upstream.pause()
      frozen.resolve()
    })
    // The process is stopped: its end of the connection stays open.
    t.after(() => upstream.destroy())
    upstream.on('error', () => {})
  })
  server.port = new URL(proxy.url).port
  const slow = connect(server.href, { max: 1, statementTimeoutMs: 300 })
  t.after(() => slow.end({ timeout: 1 }))
  const lost = assert.rejects(
    slow`
      with locked as materialized (select id from members where id = ${memberId} for update)
      select repeat('x', 1000) from locked, generate_series(1, 100000)`,
  )
  await frozen.promise
  // Waits for the lock, and would fail with its own timeout.
  await sql`update members set revision = revision + 1 where id = ${memberId}`
  await lost
})

test('statements that together take longer than the deadline of one are not a lost connection', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const sql = connect(url, { max: 1, statementTimeoutMs: 1_000 })
  t.after(() => sql.end({ timeout: 1 }))
  // Six times 0.7 s on one connection; a response is due 3 s after the one before.
  const rows = await Promise.all(
    Array.from({ length: 6 }, (_, n) => sql`select ${n}::int as n, pg_sleep(0.7)`),
  )
  assert.deepEqual(rows.map(([row]) => row?.['n']), [0, 1, 2, 3, 4, 5]) // prettier-ignore
})

test('an unusable URL is an error that does not repeat it', () => {
  for (const url of [
    'postgres://munova:secret@a,b/db',
    'postgres://munova:secret@host:99999/db',
    'postgres://munova:secret@ho st/db',
  ]) {
    assert.throws(() => connect(url), (error) => error instanceof Error && !inspectAll(error).includes('secret')) // prettier-ignore
  }
})

function inspectAll(error: Error): string {
  return JSON.stringify(Object.getOwnPropertyNames(error).map((name) => String(Reflect.get(error, name))))
}

async function listen(t: TestContext, onSocket: (socket: net.Socket) => void) {
  let accepted = 0
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    accepted++
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  return {
    url: `postgres://someone@127.0.0.1:${address.port}/somewhere`,
    accepted: () => accepted,
    endAll() {
      for (const socket of sockets) socket.end()
    },
  }
}
