import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { check, show } from '../src/index.ts'
import { broken, packageJson, workspace } from './made-up-workspace.ts'

const chatServer = (dependencies: string[], devDependencies: string[] = []) => ({
  'apps/chat-server/package.json': packageJson('@munova/chat-server', {
    tags: ['type:app', 'scope:chat'],
    dependencies: ['@munova/chat-contract', 'fastify', 'ws', ...dependencies],
    devDependencies: ['@munova/testing', ...devDependencies],
  }),
})

const imports = (names: string[]) => names.map((name) => `import '${name}'\n`).join('')

// In pieces, so that this file keeps the rules itself.
const call = (receiver: string, word: string) => `${receiver}.${word}('x', () => {})\n`
const folder = (top: string) => `run it in /${top}/someone/project\n`

const run = (root: string) =>
  spawnSync(process.execPath, [join(import.meta.dirname, '../src/main.ts'), root], { encoding: 'utf8' })

test('a workspace that keeps every rule has nothing to report', (t) => {
  assert.deepEqual(broken(t, {}), [])
})

test('a package needs one known type and one known scope', (t) => {
  const found = broken(t, {
    'libs/a/package.json': packageJson('@munova/a', { tags: ['type:runtime'] }),
    'libs/b/package.json': packageJson('@munova/b', { tags: ['type:runtime', 'type:app', 'scope:chat'] }),
    'libs/c/package.json': packageJson('@munova/c', { tags: ['type:lib', 'scope:chat'] }),
  })
  assert.deepEqual(
    found.map((line) => line.replace(/:\d+/, '')),
    ['libs/a/package.json tags', 'libs/b/package.json tags', 'libs/c/package.json tags'],
  )
})

test('an app may not use another app, neither declared nor imported nor in its tests', (t) => {
  const found = broken(t, {
    'apps/commerce-web/package.json': packageJson('@munova/commerce-web', {
      tags: ['type:app', 'scope:commerce'],
      dependencies: ['@munova/commerce-api'],
    }),
    'apps/commerce-web/src/page.ts': `import { api } from '@munova/commerce-api'\napi()\n`,
    'apps/commerce-web/test/page.test.ts': `\nimport { api } from '@munova/commerce-api'\napi()\n`,
  })
  assert.deepEqual(found, [
    'apps/commerce-web/package.json:14 layers',
    'apps/commerce-web/src/page.ts:1 layers',
    'apps/commerce-web/test/page.test.ts:2 layers',
  ])
})

test('a contract uses contracts and zod only', (t) => {
  const found = broken(t, {
    'libs/chat-contract/package.json': packageJson('@munova/chat-contract', {
      tags: ['type:contract', 'scope:chat'],
      dependencies: ['zod', 'pino', '@munova/database'],
    }),
    'libs/chat-contract/src/rooms.ts': `import 'zod'\nimport 'pino'\nimport '@munova/database'\n`,
  })
  assert.deepEqual(found, [
    'libs/chat-contract/package.json:16 layers',
    'libs/chat-contract/src/rooms.ts:2 fence',
    'libs/chat-contract/src/rooms.ts:3 layers',
  ])
})

test('a runtime library uses neither app nor client', (t) => {
  const found = broken(t, {
    'libs/auth/package.json': packageJson('@munova/auth', {
      tags: ['type:runtime', 'scope:chat'],
      dependencies: ['@munova/chat-client', '@munova/chat-server'],
    }),
  })
  assert.deepEqual(found, ['libs/auth/package.json:14 layers', 'libs/auth/package.json:15 layers'])
})

test('chat and commerce never use each other, and what is shared uses neither', (t) => {
  const found = broken(t, {
    'libs/chat-client/package.json': packageJson('@munova/chat-client', {
      tags: ['type:client', 'scope:chat'],
      dependencies: ['@munova/commerce-contract'],
    }),
    'libs/chat-client/test/client.test.ts': '',
    'libs/event-contract/package.json': packageJson('@munova/event-contract', {
      tags: ['type:contract', 'scope:shared'],
      dependencies: ['@munova/chat-contract'],
    }),
  })
  assert.deepEqual(found, [
    'libs/chat-client/package.json:14 scopes',
    'libs/event-contract/package.json:14 scopes',
  ])
})

test('libs/testing stays in tests and tools', (t) => {
  const found = broken(t, {
    'apps/chat-server/src/latch.ts': `import type { Latch } from '@munova/testing'\n`,
  })
  assert.deepEqual(found, ['apps/chat-server/src/latch.ts:1 layers'])
})

test('every import is declared, and sources may not live on devDependencies', (t) => {
  const found = broken(t, {
    ...chatServer([], ['jose']),
    'apps/chat-server/src/a.ts': `import 'pino'\nimport 'jose'\nimport type {} from 'jose'\nawait import('got/deep')\n`,
    'apps/chat-server/src/b.ts': `export * from '@scope/name/deep'\nimport 'fs'\nimport '@munova/chat-server'\n`,
    'apps/chat-server/src/c.ts': `import.meta.resolve('pino/package.json')\nrequire('typescript')\n`,
    'apps/chat-server/src/d.ts': `// import 'pino'\nconsole.log("import 'pino'", \`import('pino')\`)\n`,
    'apps/chat-server/test/a.test.ts': `import 'jose'\nimport '@munova/database'\n`,
  })
  assert.deepEqual(found, [
    'apps/chat-server/src/a.ts:1 undeclared',
    'apps/chat-server/src/a.ts:2 undeclared',
    'apps/chat-server/src/a.ts:4 undeclared',
    'apps/chat-server/src/b.ts:1 undeclared',
    'apps/chat-server/src/b.ts:2 undeclared',
    'apps/chat-server/src/b.ts:3 undeclared',
    'apps/chat-server/src/c.ts:1 undeclared',
    'apps/chat-server/src/c.ts:2 undeclared',
    'apps/chat-server/test/a.test.ts:2 undeclared',
  ])
})

test('a package is entered by its exports only, and sources do not import tests', (t) => {
  const found = broken(t, {
    'apps/chat-server/src/a.ts': `import '@munova/chat-contract/src/rooms.ts'\n`,
    'apps/chat-server/src/b.ts': `import '../../../libs/chat-contract/src/rooms.ts'\n`,
    'apps/chat-server/src/c.ts': `import '../test/send.test.ts'\n`,
    'apps/chat-server/src/d.ts': `import '../package.json' with { type: 'json' }\n`,
  })
  assert.deepEqual(found, [
    'apps/chat-server/src/a.ts:1 deep-import',
    'apps/chat-server/src/b.ts:1 deep-import',
    'apps/chat-server/src/c.ts:1 layers',
  ])
})

test('third-party packages stay behind their fences', (t) => {
  const fenced = ['postgres', 'amqplib', 'amqp-connection-manager', 'rsocket-core']
  const runtime = ['fastify', '@fastify/cors', 'ws']
  const found = broken(t, {
    ...chatServer([...fenced, '@munova/database']),
    'apps/chat-server/src/a.ts': `${imports(fenced)}import 'ws'\nimport type {} from 'postgres'\n`,
    'apps/chat-server/src/transports/rsocket.ts': `import 'rsocket-core'\n`,
    'apps/chat-server/test/transports/rsocket/rsocket.test.ts': `import 'rsocket-core'\nimport 'ws'\nimport 'postgres'\n`,
    'libs/outbox/package.json': packageJson('@munova/outbox', {
      tags: ['type:runtime', 'scope:shared'],
      dependencies: runtime,
    }),
    'libs/outbox/src/a.ts': imports(runtime),
    'libs/outbox/test/a.test.ts': imports(runtime),
  })
  assert.deepEqual(found, [
    ...[1, 2, 3, 4, 5].map((line) => `apps/chat-server/src/a.ts:${line} fence`),
    'apps/chat-server/test/transports/rsocket/rsocket.test.ts:3 fence',
    ...[1, 2, 3].map((line) => `libs/outbox/src/a.ts:${line} fence`),
    ...[1, 2].map((line) => `libs/outbox/test/a.test.ts:${line} fence`),
  ])
})

test('contracts and clients import nothing of Node', (t) => {
  const found = broken(t, {
    'libs/chat-contract/src/a.ts': `import { readFile } from 'node:fs'\n`,
    'libs/chat-client/src/a.ts': `import type { Socket } from 'node:net'\n`,
    'libs/chat-client/test/a.test.ts': `import { test } from 'node:test'\n`,
  })
  assert.deepEqual(found, [
    'libs/chat-client/src/a.ts:1 browser-safe',
    'libs/chat-contract/src/a.ts:1 browser-safe',
  ])
})

test('the environment is read in config.ts and main.ts of an app, in tools and in tests', (t) => {
  const found = broken(t, {
    'apps/chat-server/src/config.ts': `console.log(process.env)\n`,
    'apps/chat-server/src/a.ts': `console.log(process.env['PORT'])\nconsole.log(process['env'])\n`,
    'apps/chat-server/src/b.ts': `const { env: all } = process\nimport { env } from 'node:process'\n`,
    'apps/chat-server/src/c.ts': `const process = {}; // process.env\nconst { pid } = process\n`,
    'apps/chat-server/test/a.test.ts': `console.log(process.env)\n`,
    'libs/database/src/main.ts': `console.log(process.env)\n`,
  })
  assert.deepEqual(found, [
    'apps/chat-server/src/a.ts:1 environment',
    'apps/chat-server/src/a.ts:2 environment',
    'apps/chat-server/src/b.ts:1 environment',
    'apps/chat-server/src/b.ts:2 environment',
    'libs/database/src/main.ts:1 environment',
  ])
})

test('packages and files have no cycles; type imports and devDependencies make none', (t) => {
  const found = broken(t, {
    'libs/a/package.json': packageJson('@munova/a', {
      tags: ['type:runtime', 'scope:shared'],
      dependencies: ['@munova/b'],
    }),
    'libs/b/package.json': packageJson('@munova/b', {
      tags: ['type:runtime', 'scope:shared'],
      dependencies: ['@munova/a'],
    }),
    'apps/chat-server/src/one.ts': `export {}\nimport './two.ts'\n`,
    'apps/chat-server/src/two.ts': `export * from './rooms/three.ts'\n`,
    'apps/chat-server/src/rooms/three.ts': `await import('../one.ts')\n`,
    'apps/chat-server/src/hub.ts': `import type { Relay } from './relay.ts'\n`,
    'apps/chat-server/src/relay.ts': `import './hub.ts'\n`,
    'apps/chat-server/src/self.ts': `import './self.ts'\n`,
  })
  assert.deepEqual(found, [
    'apps/chat-server/src/one.ts:2 cycle',
    'apps/chat-server/src/self.ts:1 cycle',
    'libs/a/package.json:14 cycle',
  ])
})

test('a source has at most 300 lines, a test 500', (t) => {
  const found = broken(t, {
    'apps/chat-server/src/a.ts': '\n'.repeat(300),
    'apps/chat-server/src/b.ts': '\n'.repeat(301),
    'apps/chat-server/test/a.test.ts': '\n'.repeat(500),
    'apps/chat-server/test/b.test.ts': `${'\n'.repeat(500)}export {}`,
  })
  assert.deepEqual(found, [
    'apps/chat-server/src/b.ts:301 length',
    'apps/chat-server/test/b.test.ts:501 length',
  ])
})

test('sources have names that say something', (t) => {
  const files = ['utils.ts', 'date-utils.ts', 'helpers/a.ts', 'common/a.sql', 'shared.ts', 'core/a.ts']
  const more = ['services/a.ts', 'managers.test.ts', 'base.ts']
  const fine = ['core.ts', 'database.ts', 'with-services.ts', 'commons.ts']
  const found = broken(
    t,
    Object.fromEntries(
      [...files, ...more, ...fine].map((name) => [`apps/chat-server/src/rooms/${name}`, '']),
    ),
  )
  const expected = [...files, ...more].map((name) => `apps/chat-server/src/rooms/${name}:1 name`)
  assert.deepEqual(found.toSorted(), expected.toSorted())
})

test('no test is left out, singled out or promised', (t) => {
  const found = broken(t, {
    'apps/chat-server/test/a.test.ts':
      call('test', 'only') +
      call('t', 'skip') +
      call('describe', 'todo') +
      `test('x', { skip: true }, () => {})\n`,
    'apps/chat-server/test/b.test.ts': `await t.test('x', { todo: 'later' }, () => {})\nrows({ skip: 1 })\n`,
    'apps/chat-server/src/page.ts': call('query', 'skip'),
  })
  assert.deepEqual(found, [
    ...[1, 2, 3, 4].map((line) => `apps/chat-server/test/a.test.ts:${line} whole-tests`),
    'apps/chat-server/test/b.test.ts:1 whole-tests',
  ])
})

test('no text names a folder of one machine or the host that packages came from', (t) => {
  const found = broken(t, {
    'docs/a.md': `see https://example.com/home/page\n${folder('home')}${folder('Users')}/home/<you>/x\n`,
    'deploy/a.conf': folder('root'),
    '.npmrc': `fund=false\nregistry=https://registry.example/\n`,
    'package-lock.json': `"resolved": "libs/auth",\n"resolved": "https://registry.example/a.tgz",\n`,
    'node_modules/a/readme.md': folder('home'),
    'dist/a.mjs': folder('home'),
    '.env': folder('home'),
    'picture.png': `\0${folder('home')}`,
  })
  assert.deepEqual(found.toSorted(), [
    '.npmrc:2 hygiene',
    'deploy/a.conf:1 hygiene',
    'docs/a.md:2 hygiene',
    'docs/a.md:3 hygiene',
    'package-lock.json:2 hygiene',
  ])
})

test('every message says what to do', (t) => {
  const [violation] = check(workspace(t, { 'apps/chat-server/src/a.ts': `import 'pino'\n` }))
  assert.ok(violation)
  assert.equal(
    show(violation),
    'apps/chat-server/src/a.ts:1  undeclared: pino is not declared; add it to dependencies in apps/chat-server/package.json',
  )
})

test('the command ends with 1 and a line for each place, or with 0', (t) => {
  const good = run(workspace(t))
  assert.equal(good.status, 0, good.stderr)
  const bad = run(workspace(t, { 'apps/chat-server/src/utils.ts': `import 'pino'\n` }))
  assert.equal(bad.status, 1)
  assert.equal(bad.stderr.trim().split('\n').length, 2)
  assert.match(bad.stdout, /2 broken/)
})
