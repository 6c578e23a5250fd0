import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { afterTheTest, until } from '@munova/testing'
import { StartFailure } from '@munova/tool-start'
import { AppProcess, type AppOptions } from '../../src/apps/app-process.ts'
import { LogFile } from '../../src/apps/log-file.ts'
import { choosePorts } from '../../src/settings/ports.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { openTerminal } from '../../src/terminal/terminal.ts'
import { alive } from '../support/processes.ts'

const script = fileURLToPath(new URL('../support/fragile-app.ts', import.meta.url))
const never = new AbortController().signal

interface Fixture {
  options: AppOptions
  brokenFile: string
  output: () => string
}

async function createFixture(t: TestContext): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'munova-app-'))
  const log = new LogFile(join(folder, 'fragile.log'))
  afterTheTest(t, async () => {
    await log.close()
    await rm(folder, { recursive: true, force: true })
  })
  const wanted = readSettings([], { COMMERCE_PORT: '0', CHAT_PORT: '0' })
  assert.ok(wanted !== 'help')
  const { commercePort: port } = await choosePorts(wanted)
  const brokenFile = join(folder, 'broken')
  let output = ''
  const options: AppOptions = {
    name: 'fragile',
    script,
    urls: [`http://127.0.0.1:${port}`],
    env: { PATH: process.env['PATH'], PORT: String(port), BROKEN_FILE: brokenFile },
    log,
    isVerbose: false,
    terminal: openTerminal((text) => (output += text)),
    restarts: { firstPauseMs: 1, longestPauseMs: 4, attempts: 3, stayedUpMs: 60_000 },
  }
  return { options, brokenFile, output: () => output }
}

test('an app that exits before it is ready is a failure that names its log', async (t) => {
  const { options, brokenFile, output } = await createFixture(t)
  await writeFile(brokenFile, '')
  await assert.rejects(AppProcess.start(options, never), (error: unknown) => {
    assert.ok(error instanceof StartFailure)
    assert.match(
      error.message,
      /^fragile did not start \(it exited, with code 3\); see its log .*fragile\.log$/,
    )
    return true
  })
  assert.match(output(), /^ {2}output {2}fragile: it is broken$/m)
})

test('a killed app is restarted, until it exits too often in a row', async (t) => {
  const { options, brokenFile, output } = await createFixture(t)
  const app = await AppProcess.start(options, never)
  t.after(() => app.stop())
  const { pid } = app
  process.kill(pid!, 'SIGKILL')
  await until(() => output().includes('ready again'), { what: 'the restart' })
  assert.notEqual(app.pid, pid)

  await writeFile(brokenFile, '')
  process.kill(app.pid!, 'SIGKILL')
  await until(() => output().includes('not restarted'), { what: 'the last failure' })
  assert.equal(output().match(/restarting in/g)?.length, 3)
  await app.stop()
  assert.deepEqual(alive([app.pid!]), [])
})

test('stopping during the pause before a restart prevents it', async (t) => {
  const { options, output } = await createFixture(t)
  const restarts = { firstPauseMs: 60_000, longestPauseMs: 60_000, attempts: 3, stayedUpMs: 60_000 }
  const app = await AppProcess.start({ ...options, restarts }, never)
  process.kill(app.pid!, 'SIGKILL')
  await until(() => output().includes('restarting in'), { what: 'the pause' })
  await app.stop()
  await app.stop()
  assert.doesNotMatch(output(), /ready again/)
})

test('a log beyond its bound is rotated, with one older file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'munova-log-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'app.log')
  const log = new LogFile(path, 100)
  for (let line = 0; line < 40; line++) log.write(`line ${line} of forty`)
  await log.close()
  const [now, old] = [await readFile(path, 'utf8'), await readFile(`${path}.old`, 'utf8')]
  assert.ok(now.length <= 200 && old.length <= 200, `${now.length} and ${old.length}`)
  assert.match(now, /line 39 of forty\n$/)
})
