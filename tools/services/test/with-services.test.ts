import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isAlive, sendSignal, waitForExit } from '../src/machine/process.ts'
import { folder } from './support/folder.ts'

const withServices = fileURLToPath(new URL('../src/with-services.ts', import.meta.url))

/** Runs a script under with-services, with a broker URL that is given and a database that is started. */
function run(script: string, temporary: string) {
  const { TEST_DATABASE_URL: _, ...env } = process.env
  return spawn(process.execPath, [withServices, process.execPath, '-e', script], {
    env: { ...env, TMPDIR: temporary, TEST_AMQP_URL: 'amqp://guest:guest@127.0.0.1:1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const piece of stream) text += String(piece)
  return text
}

test('the command gets the URLs; its output and exit code are passed on; nothing is left behind', async (t) => {
  const temporary = await folder(t)
  const child = run(
    `console.log(JSON.stringify([process.env.TEST_DATABASE_URL, process.env.TEST_AMQP_URL])); process.exit(7)`,
    temporary,
  )
  const [output, [code]] = await Promise.all([textOf(child.stdout), once(child, 'exit')])
  assert.equal(code, 7)
  const [database, broker] = JSON.parse(output)
  assert.match(database, /^postgres:\/\/munova:/)
  assert.equal(broker, 'amqp://guest:guest@127.0.0.1:1')
  assert.deepEqual(await readdir(temporary), [])
})

test('a server that the command has started and left running is stopped with the run', async (t) => {
  const temporary = await folder(t)
  const services = new URL('../src/index.ts', import.meta.url).href
  const child = run(
    `import('${services}').then(async ({ startPostgres }) => {
       const directory = process.env.TEST_DIRECTORY + '/own'
       await startPostgres({ directory })
       console.log(require('node:fs').readFileSync(directory + '/data/postmaster.pid', 'utf8').split('\\n')[0])
       process.exit(0)
     })`,
    temporary,
  )
  const [output, [code]] = await Promise.all([textOf(child.stdout), once(child, 'exit')])
  assert.equal(code, 0)
  assert.ok(Number(output) > 0)
  assert.equal(isAlive(Number(output)), false)
  assert.deepEqual(await readdir(temporary), [])
})

test('SIGTERM reaches the command and what it started; both end, and the servers with them', async (t) => {
  const temporary = await folder(t)
  const child = run(
    `const { pid } = require('node:child_process').spawn('sleep', ['600'])
     process.on('SIGTERM', () => process.exit(3))
     console.log(process.pid + ' ' + pid)
     setInterval(() => {}, 1000)`,
    temporary,
  )
  const exited = once(child, 'exit')
  const [output] = await once(child.stdout, 'data')
  child.kill('SIGTERM')
  assert.equal((await exited)[0], 3)
  for (const pid of String(output).trim().split(' ').map(Number)) assert.ok(await waitForExit(pid, 5_000))
  assert.deepEqual(await readdir(temporary), [])
})

test('the next run removes the leftovers of a killed one, but not the folder of a running one', async (t) => {
  const temporary = await folder(t)
  const killed = run(`console.log(process.pid); setInterval(() => {}, 1000)`, temporary)
  const [pid] = await once(killed.stdout, 'data')
  const command = Number(pid)
  t.after(() => sendSignal(command, 'SIGKILL'))
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const [left = ''] = await readdir(temporary)
  assert.notEqual(left, '')
  const living = join(temporary, 'munova-services-living')
  await mkdir(living)
  await writeFile(join(living, 'run'), JSON.stringify({ pid: process.pid, host: hostname() }))

  const next = run('', temporary)
  const [output, [code]] = await Promise.all([textOf(next.stderr), once(next, 'exit')])
  assert.equal(code, 0)
  assert.match(output, new RegExp(`removed the leftovers of a killed run in .*${left}`))
  assert.deepEqual(await readdir(temporary), ['munova-services-living'])
  assert.ok(await waitForExit(command, 5_000))
})

test('a command that cannot be run is an error in one line', async (t) => {
  const temporary = await folder(t)
  const child = spawn(process.execPath, [withServices, 'no-such-command'], {
    env: { ...process.env, TMPDIR: temporary, TEST_DATABASE_URL: 'postgres://x', TEST_AMQP_URL: 'amqp://x' },
  })
  const [output, [code]] = await Promise.all([textOf(child.stderr), once(child, 'exit')])
  assert.equal(code, 1)
  assert.match(output, /no-such-command cannot be run/)
  assert.ok(!isAlive(child.pid ?? 0))
})
