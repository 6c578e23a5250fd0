import assert from 'node:assert/strict'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { connect } from '@munova/database'
import { LockHeld } from '../../src/machine/lock-file.ts'
import { startPostgres } from '../../src/index.ts'
import { poll } from '../../src/machine/poll.ts'
import { isAlive } from '../../src/machine/process.ts'
import { folder } from '../support/folder.ts'
import { killedSupervisor } from '../support/killed.ts'

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = connect(url, { max: 1 })
  try {
    return await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function postmasterOf(directory: string): Promise<number> {
  return Number((await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

// Starting and stopping is mostly waiting.
suite('a started PostgreSQL', { concurrency: 3 }, () => {
  test('a second start has the data and the port of the first; nothing runs after stop', async (t) => {
    const directory = await folder(t)
    const first = await startPostgres({ directory })
    const pid = await postmasterOf(directory)
    await ask(first.url, `create table shoes as select '나이키' as name`)
    await Promise.all([first.stop(), first.stop()])
    assert.equal(isAlive(pid), false)

    const second = await startPostgres({ directory })
    t.after(() => second.stop())
    assert.equal(second.url, first.url)
    assert.deepEqual([...(await ask(second.url, 'select name from shoes'))], [{ name: '나이키' }])
  })

  test('a server that is killed is started again, with its data and on its port', async (t) => {
    const directory = await folder(t)
    const lines: string[] = []
    const server = await startPostgres({ directory, report: (line) => lines.push(line) })
    t.after(() => server.stop())
    await ask(server.url, `create table shoes as select '나이키' as name`)
    const killed = await postmasterOf(directory)
    process.kill(killed, 'SIGKILL')
    assert.ok(
      await poll(() => lines.some((line) => line.includes('runs again')), {
        everyMs: 20,
        timeoutMs: 120_000,
      }),
    )
    assert.deepEqual([...(await ask(server.url, 'select name from shoes'))], [{ name: '나이키' }])
    const pid = await postmasterOf(directory)
    assert.deepEqual(lines, [
      `✗ PostgreSQL (process ${killed}) died, SIGKILL: it is started again`,
      `▸ PostgreSQL runs again, process ${pid}`,
    ])
    await server.stop()
    assert.equal(isAlive(pid), false)
  })

  test('the server is configured safely: Hangul trigrams, UTF-8, fsync, a password, not root', async (t) => {
    const directory = await folder(t)
    const server = await startPostgres({ directory })
    t.after(() => server.stop())
    await ask(server.url, 'create extension pg_trgm')
    const [row] = await ask(
      server.url,
      `select cardinality(show_trgm('나이키')) as trigrams, current_setting('server_encoding') as encoding,
      current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses`,
    )
    assert.deepEqual(row, { trigrams: 4, encoding: 'UTF8', fsync: 'on', addresses: '127.0.0.1' })

    const disposable = await startPostgres({ directory: await folder(t), survivesPowerLoss: false })
    t.after(() => disposable.stop())
    const [unsynced] = await ask(disposable.url, "select current_setting('fsync') as fsync")
    assert.deepEqual(unsynced, { fsync: 'off' })

    const stranger = new URL(server.url)
    stranger.password = 'wrong'
    await assert.rejects(ask(stranger.href, 'select 1'), { code: '28P01' })

    const password = await stat(join(directory, 'password'))
    const data = await stat(join(directory, 'data'))
    assert.equal(password.mode & 0o077, 0)
    assert.equal(data.uid, process.getuid?.() === 0 ? 65_534 : process.getuid?.())
  })

  test('a start after the supervisor was killed stops its leftover server and loses nothing', async (t) => {
    const directory = await folder(t)
    const leftUrl = await killedSupervisor('postgres', directory)
    const left = await postmasterOf(directory)
    assert.ok(isAlive(left))
    await ask(leftUrl, 'create table kept as select 1 as one')

    const server = await startPostgres({ directory })
    t.after(() => server.stop())
    assert.equal(isAlive(left), false)
    assert.deepEqual([...(await ask(server.url, 'select one from kept'))], [{ one: 1 }])
  })

  test('a start after the server itself was killed recovers what was committed', async (t) => {
    const directory = await folder(t)
    const first = await startPostgres({ directory })
    await ask(first.url, 'create table kept as select 1 as one')
    process.kill(await postmasterOf(directory), 'SIGKILL')
    await first.stop()

    const second = await startPostgres({ directory })
    t.after(() => second.stop())
    assert.deepEqual([...(await ask(second.url, 'select one from kept'))], [{ one: 1 }])
  })

  test('a postmaster.pid with the pid of another process neither stops it nor prevents a start', async (t) => {
    const directory = await folder(t)
    await (await startPostgres({ directory })).stop()
    await writeFile(join(directory, 'data', 'postmaster.pid'), `${process.pid}\n${join(directory, 'data')}\n`)
    const server = await startPostgres({ directory })
    t.after(() => server.stop())
    assert.equal((await ask(server.url, 'select 1 as one')).length, 1)
  })

  test('two supervisors of one directory: the second is rejected, the first keeps running', async (t) => {
    const directory = await folder(t)
    const server = await startPostgres({ directory })
    t.after(() => server.stop())
    await assert.rejects(startPostgres({ directory }), LockHeld)
    assert.equal((await ask(server.url, 'select 1 as one')).length, 1)
  })

  test('an interrupted initdb is repeated; data of another version is kept', async (t) => {
    const directory = await folder(t)
    await mkdir(join(directory, 'data.new', 'base'), { recursive: true })
    await writeFile(join(directory, 'data.new', 'PG_VERSION'), '18\n')
    await (await startPostgres({ directory })).stop()

    await writeFile(join(directory, 'data', 'PG_VERSION'), '17\n')
    await assert.rejects(startPostgres({ directory }), /written by PostgreSQL 17, this is 18/)
  })

  test('a required port that is in use is an error that names it', async (t) => {
    const server = await startPostgres({ directory: await folder(t) })
    t.after(() => server.stop())
    const port = Number(new URL(server.url).port)
    await assert.rejects(
      startPostgres({ directory: await folder(t), port }),
      new RegExp(`port ${port} is in use`),
    )
  })
})
