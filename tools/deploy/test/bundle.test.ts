import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test, type TestContext } from 'node:test'
import { nodeEnvironment } from '@munova/storefront/node-environment'
import { afterTheTest, testDatabase, testVhost, until } from '@munova/testing'
import { bundle, manifestOf, serverApps, workspace } from '../src/index.ts'
import { runBundle, type RunningApp } from './support/running-app.ts'

const built = { VERSION: '1.2.0', GIT_SHA: '0123456789abcdef0123456789abcdef01234567' }

test('the apps run from their bundles alone: migrations, broker, requests, pages, exit code 0', async (t) => {
  const folder = await emptyFolder(t)
  for (const app of serverApps()) await bundle(app, join(folder, app), built)
  const amqp = await testVhost(t)

  const commerceDatabase = await emptyDatabase(t, folder)
  const migrateCommand = () =>
    spawnSync(process.execPath, [join(folder, 'commerce-api/src/main.mjs'), 'migrate'], {
      env: { DATABASE_URL: commerceDatabase },
      encoding: 'utf8',
    })
  const migrated = migrateCommand()
  assert.equal(migrated.status, 0, migrated.stdout)
  assert.match(migrated.stdout, /"migration":"0001_outbox"/)
  assert.match(migrateCommand().stdout, /"applied":\[\],"msg":"migrated"/)
  const JWT_KEYS_FILE = join(folder, 'keys/signing.json')
  const made = spawnSync(process.execPath, [join(folder, 'commerce-api/src/main.mjs'), 'keys', 'add'], {
    env: { JWT_KEYS_FILE },
    encoding: 'utf8',
  })
  assert.equal(made.status, 0, made.stderr)
  const commerce = await runBundle(t, join(folder, 'commerce-api'), {
    DATABASE_URL: commerceDatabase,
    MIGRATE_AT_START: 'false',
    AMQP_URL: amqp,
    JWT_KEYS_FILE,
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
    await checkRoutes(app)
  }
  const storefront = await runBundle(t, join(folder, 'storefront'), {
    COMMERCE_API_URL: commerce.url,
    CHAT_SERVER_URL: chat.url,
    ...nodeEnvironment,
  })
  for (const app of [commerce, chat, storefront]) await checkBuild(app)
  const page = await fetch(`${storefront.url}/products`)
  assert.equal(page.status, 200, storefront.output())
  const [, script = ''] = /import\("([^"]+\.js)"\)/.exec(await page.text()) ?? []
  assert.match((await fetch(new URL(script, page.url))).headers.get('content-type') ?? '', /javascript/)
  // The command line of operators, for the database of the running server.
  const list = spawnSync(process.execPath, [join(folder, 'commerce-api/src/main.mjs'), 'admin', 'list'], {
    env: { DATABASE_URL: commerceDatabase },
    encoding: 'utf8',
  })
  assert.deepEqual([list.status, list.stdout, list.stderr], [0, 'there is no administrator\n', ''])
  // The health check of the container, for a path that exists and one that does not.
  assert.equal(runHealthcheck(chat, '/readyz'), 0)
  assert.equal(runHealthcheck(chat, '/unknown'), 1)

  assert.equal(await storefront.terminate(), 0, storefront.output())
  assert.equal(await chat.terminate(), 0, chat.output())
  assert.equal(await commerce.terminate(), 0, commerce.output())
})

test('a bundle contains the migrations of its app and no path of this machine', async (t) => {
  const folder = await emptyFolder(t)
  for (const app of serverApps()) {
    await bundle(app, join(folder, app))
    if (existsSync(join(workspace, 'apps', app, 'migrations')))
      assert.deepEqual(
        await readdir(join(folder, app, 'migrations')),
        await readdir(join(workspace, 'apps', app, 'migrations')),
      )
    const text = await readFile(join(folder, app, 'src/main.mjs'), 'utf8')
    assert.ok(!text.includes(workspace), app)
  }
})

test('a bundle has the decoder of pictures with its native parts', async (t) => {
  const folder = await emptyFolder(t)
  await bundle('commerce-api', folder)
  const program = "const { default: sharp } = await import('sharp'); console.log(sharp.versions.sharp)"
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(folder, 'src'),
    encoding: 'utf8',
  })
  assert.match(stdout, /^\d+\.\d+/, stderr)
})

test('a manifest has the commit that is checked out, and the migrations that the database needs', async () => {
  const { gitSha, version, schema } = await manifestOf('chat-server', {})
  const head = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: workspace, encoding: 'utf8' }).stdout.trim()
  assert.equal(gitSha.replace('-dirty', ''), head)
  assert.equal(version, '0.0.0')
  assert.deepEqual(schema!.migrations[0], { name: '0001_projection', toleratedFrom: 0 })
  assert.equal(schema!.needs, Number(schema!.migrations.at(-1)!.name.slice(0, 4)))
  assert.equal((await manifestOf('storefront', {})).schema, undefined)
  await assert.rejects(manifestOf('storefront', { GIT_SHA: 'main' }), /gitSha/)
})

test('building an unknown app lists the known ones', () => {
  const build = spawnSync(process.execPath, [join(workspace, 'tools/deploy/src/build.ts'), 'chat'], {
    encoding: 'utf8',
  })
  assert.equal(build.status, 2)
  assert.match(build.stderr, /unknown app: chat; known: .*chat-server/)
})

/** A process says which version of which commit it is, wherever one looks. */
async function checkBuild(app: RunningApp): Promise<void> {
  const { VERSION: version, GIT_SHA: gitSha } = built
  const live = (await (await fetch(`${app.url}/livez`)).json()) as typeof built
  assert.deepEqual({ ...live, status: '' }, { status: '', version, gitSha })
  const metrics = await (await fetch(`${app.url}/metrics`)).text()
  assert.ok(metrics.includes(`build_info{version="${version}",git_sha="${gitSha}"} 1`))
  assert.ok(app.output().includes(`"version":"${version}","gitSha":"${gitSha}"`))
}

async function checkRoutes(app: RunningApp): Promise<void> {
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

function runHealthcheck(app: RunningApp, path: string): number | null {
  const env = { PORT: new URL(app.url).port }
  return spawnSync(process.execPath, [join(workspace, 'deploy/healthcheck.mjs'), path], { env }).status
}

/** An empty folder without a node_modules in any parent folder. */
async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'munova-bundle-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  for (let parent = folder; parent !== dirname(parent); parent = dirname(parent)) {
    assert.ok(!existsSync(join(parent, 'node_modules')), `${parent} has a node_modules`)
  }
  return folder
}

/** A database without migrations. */
async function emptyDatabase(t: TestContext, folder: string): Promise<string> {
  const none = join(folder, 'no-migrations')
  await mkdir(none, { recursive: true })
  const { url } = await testDatabase(t, pathToFileURL(`${none}/`))
  return url
}
