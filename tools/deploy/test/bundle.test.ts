import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test, type TestContext } from 'node:test'
import { afterTheTest, testDatabase, testVhost, until } from '@munova/testing'
import { bundle, serverApps, workspace } from '../src/index.ts'
import { runBundle, type RunningApp } from './support/running-app.ts'

test('both apps run from their bundles alone: they migrate, find each other, serve, and end with 0', async (t) => {
  const folder = await emptyFolder(t)
  for (const app of ['commerce-api', 'chat-server']) await bundle(app, join(folder, app))
  const amqp = await testVhost(t)

  const commerce = await runBundle(t, join(folder, 'commerce-api'), {
    DATABASE_URL: await emptyDatabase(t, folder),
    AMQP_URL: amqp,
    JWT_KEYS_FILE: join(folder, 'keys/signing.json'),
  })
  const chat = await runBundle(t, join(folder, 'chat-server'), {
    DATABASE_URL: await emptyDatabase(t, folder),
    AMQP_URL: amqp,
    AUTH_JWKS: `${commerce.url}/.well-known/jwks.json`,
  })
  for (const app of [commerce, chat]) {
    await until(async () => (await fetch(`${app.url}/readyz`)).ok, {
      what: `${app.url}/readyz\n${app.output()}`,
      timeoutMs: 60_000,
    })
    await serves(app)
  }
  // The container's own question, to an app and to nobody.
  assert.equal(askHealth(chat, '/readyz'), 0)
  assert.equal(askHealth(chat, '/nothing-here'), 1)

  assert.equal(await chat.terminate(), 0, chat.output())
  assert.equal(await commerce.terminate(), 0, commerce.output())
})

test('a bundle brings the migrations of its app and names no folder of this machine', async (t) => {
  const folder = await emptyFolder(t)
  for (const app of serverApps()) {
    await bundle(app, join(folder, app))
    assert.deepEqual(
      await readdir(join(folder, app, 'migrations')),
      await readdir(join(workspace, 'apps', app, 'migrations')),
    )
    const text = await readFile(join(folder, app, 'src/main.mjs'), 'utf8')
    assert.ok(!text.includes(workspace), app)
  }
})

test('building an app that does not exist says which there are', () => {
  const build = spawnSync(process.execPath, [join(workspace, 'tools/deploy/src/build.ts'), 'chat'], {
    encoding: 'utf8',
  })
  assert.equal(build.status, 2)
  assert.match(build.stderr, /no such app: chat; there are .*chat-server/)
})

async function serves(app: RunningApp): Promise<void> {
  const get = (path: string) => fetch(`${app.url}${path}`)
  assert.equal((await get('/livez')).status, 200)
  const { openapi, paths } = (await (await get('/openapi.json')).json()) as { openapi: string; paths: object }
  assert.match(openapi, /^3\.1/)
  assert.ok(Object.keys(paths).length > 5)
  assert.match(await (await get('/docs')).text(), /swagger-ui-bundle\.js/)
  for (const [file, size] of [
    ['swagger-ui-bundle.js', 1_000_000],
    ['swagger-ui.css', 10_000],
  ] as const) {
    const response = await get(`/docs/${file}`)
    assert.equal(response.status, 200, file)
    assert.ok((await response.text()).length > size, file)
  }
}

function askHealth(app: RunningApp, path: string): number | null {
  const env = { PORT: new URL(app.url).port }
  return spawnSync(process.execPath, [join(workspace, 'deploy/healthcheck.mjs'), path], { env }).status
}

/** A folder from which no node_modules can be reached. */
async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'munova-bundle-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    assert.ok(!existsSync(join(above, 'node_modules')), `${above} has a node_modules`)
  }
  return folder
}

/** A database in which nothing was migrated. */
async function emptyDatabase(t: TestContext, folder: string): Promise<string> {
  const none = join(folder, 'no-migrations')
  await mkdir(none, { recursive: true })
  const { url } = await testDatabase(t, pathToFileURL(`${none}/`))
  return url
}
