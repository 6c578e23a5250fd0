import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { until } from '@munova/testing'
import { CleanupStack } from '../../src/runtime/cleanup.ts'
import { openDatabases } from '../../src/system/database-and-broker.ts'
import { openFolder } from '../../src/system/system.ts'

test('when one of two starts fails, the cleanup waits for the other one', async () => {
  const seen: string[] = []
  const cleanup = new CleanupStack()
  await cleanup.defer(() => void seen.push('folder removed'))
  const slow = async () => {
    for (let n = 0; n < 10; n++) await turn()
    seen.push('started')
    return 'server'
  }
  const starts = [
    cleanup.open(slow, () => void seen.push('stopped')),
    cleanup.open(() => Promise.reject(new Error('no broker'))),
  ]
  await assert.rejects(Promise.all(starts), /no broker/)
  await cleanup.run()
  assert.deepEqual(seen, ['started', 'stopped', 'folder removed'])
})

test('a cleanup that begins during a start waits for it, and nothing starts after that', async () => {
  const seen: string[] = []
  const cleanup = new CleanupStack()
  await cleanup.defer(() => void seen.push('folder removed'))
  const starting = Promise.withResolvers<string>()
  let isAborted = false
  const opened = cleanup.open(
    (signal) => {
      signal.addEventListener('abort', () => (isAborted = true))
      return starting.promise
    },
    (server) => void seen.push(`${server} stopped`),
  )
  const cleaned = cleanup.run()
  assert.ok(isAborted)
  await turn()
  assert.equal(seen.length, 0)
  starting.resolve('server')
  await cleaned
  assert.equal(await opened, 'server')
  assert.deepEqual(seen, ['server stopped', 'folder removed'])
  await assert.rejects(
    cleanup.open(() => Promise.resolve(void seen.push('started late'))),
    /the run has ended/,
  )
  assert.equal(seen.length, 2)
})

test('a run that is interrupted while PostgreSQL is set up leaves neither its folder nor a process', async () => {
  const given = process.env['LOAD_DATABASE_URL']
  delete process.env['LOAD_DATABASE_URL']
  const cleanup = new CleanupStack()
  const folder = await openFolder(cleanup)
  const opening = openDatabases(cleanup, folder, { names: ['one', 'two'] })
  const ended = Promise.allSettled([opening])
  const data = join(folder, 'postgres')
  await until(async () => existsSync(data) && (await readdir(data)).length > 0, { what: 'its first files' })
  await cleanup.run()
  assert.equal(existsSync(folder), false)
  await ended
  assert.equal(existsSync(folder), false)
  if (process.platform === 'linux') assert.deepEqual(await programsIn(folder), [])
  if (given !== undefined) process.env['LOAD_DATABASE_URL'] = given
})

/** The command lines of processes that name the folder. */
async function programsIn(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(folder)) found.push(command)
  }
  return found
}
