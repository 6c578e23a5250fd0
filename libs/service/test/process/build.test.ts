import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createLog, createMetrics, runningBuild } from '../../src/index.ts'
import { readBuild } from '../../src/process/build.ts'
import { testServer } from '../support/test-server.ts'

const development = { version: 'development', gitSha: 'development' }
const sha = '0123456789abcdef0123456789abcdef01234567'

async function manifest(t: TestContext, content: object): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'munova-manifest-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'manifest.json')
  await writeFile(file, JSON.stringify(content))
  return pathToFileURL(file)
}

test('a checkout has no manifest: version and commit are "development"', () => {
  assert.deepEqual(runningBuild(), development)
})

test('a bundle knows its version and commit from its manifest', async (t) => {
  const file = await manifest(t, { app: 'chat-server', version: '1.2.0', gitSha: sha })
  assert.deepEqual(readBuild(file), { version: '1.2.0', gitSha: sha })
})

test('a manifest that is not one is an error, not "development"', async (t) => {
  const file = await manifest(t, { app: 'chat-server', version: '1.2.0', gitSha: 'main' })
  assert.throws(() => readBuild(file), /gitSha/)
})

test('/livez, each log line and a metric say what runs', async (t) => {
  const { app } = testServer(t)
  assert.deepEqual((await app.inject('/livez')).json(), { status: 'live', ...development })
  let line = '{}'
  createLog({ name: 'test', destination: { write: (written) => void (line = written) } }).info('said')
  const { name, version, gitSha } = JSON.parse(line) as Record<string, unknown>
  assert.deepEqual({ name, version, gitSha }, { name: 'test', ...development })
  const metrics = createMetrics('desk')
  t.after(() => metrics.close())
  assert.match(
    await metrics.registry.metrics(),
    /^build_info\{version="development",git_sha="development"\} 1$/m,
  )
})
