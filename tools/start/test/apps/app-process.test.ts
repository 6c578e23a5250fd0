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

interface Stage {
  options: AppOptions
  brokenFile: string
  said: () => string
}

async function stage(t: TestContext): Promise<Stage> {
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
  let said = ''
  const options: AppOptions = {
    name: 'fragile',
    script,
    urls: [`http://127.0.0.1:${port}`],
    env: { PATH: process.env['PATH'], PORT: String(port), BROKEN_FILE: brokenFile },
    log,
    isVerbose: false,
    terminal: openTerminal((text) => (said += text)),
    restarts: { firstPauseMs: 1, longestPauseMs: 4, attempts: 3, stayedUpMs: 60_000 },
  }
  return { options, brokenFile, said: () => said }
}

test('an app that ends before it is ready is a failure that names its log', async (t) => {
  const { options, brokenFile, said } = await stage(t)
  await writeFile(brokenFile, '')
  await assert.rejects(AppProcess.start(options, never), (error: unknown) => {
    assert.ok(error instanceof StartFailure)
    assert.match(
      error.message,
      /^fragile did not start \(it ended, with code 3\); its log is .*fragile\.log$/,
    )
    return true
  })
  assert.match(said(), /^ {2}fragile: it is broken$/m)
})

test('an app that was killed is started again, until it ends too often in a row', async (t) => {
  const { options, brokenFile, said } = await stage(t)
  const app = await AppProcess.start(options, never)
  t.after(() => app.stop())
  const { pid } = app
  process.kill(pid!, 'SIGKILL')
  await until(() => said().includes('ready again'), { what: 'the second life' })
  assert.notEqual(app.pid, pid)

  await writeFile(brokenFile, '')
  process.kill(app.pid!, 'SIGKILL')
  await until(() => said().includes('left alone'), { what: 'the end of patience' })
  assert.equal(said().match(/starting it again/g)?.length, 3)
  await app.stop()
  assert.deepEqual(alive([app.pid!]), [])
})

test('stopping while a restart waits starts nothing any more', async (t) => {
  const { options, said } = await stage(t)
  const restarts = { firstPauseMs: 60_000, longestPauseMs: 60_000, attempts: 3, stayedUpMs: 60_000 }
  const app = await AppProcess.start({ ...options, restarts }, never)
  process.kill(app.pid!, 'SIGKILL')
  await until(() => said().includes('starting it again'), { what: 'the pause' })
  await app.stop()
  await app.stop()
  assert.doesNotMatch(said(), /ready again/)
})

test('a log beyond its bound goes on anew, with one older part', async (t) => {
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
