import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packageJson, violations } from './support/made-up-workspace.ts'

const chatServer = (dependencies: string[], devDependencies: string[] = []) => ({
  'apps/chat-server/package.json': packageJson('@munova/chat-server', {
    tags: ['type:app', 'scope:chat'],
    dependencies: ['@munova/chat-contract', 'fastify', 'ws', ...dependencies],
    devDependencies: ['@munova/testing', ...devDependencies],
  }),
})

const imports = (names: string[]) => names.map((name) => `import '${name}'\n`).join('')

test('a workspace that keeps every rule has no violations', async (t) => {
  assert.deepEqual(await violations(t, {}), [])
})

test('a package needs one known type and one known scope', async (t) => {
  const found = await violations(t, {
    'libs/a/package.json': packageJson('@munova/a', { tags: ['type:runtime'] }),
    'libs/b/package.json': packageJson('@munova/b', { tags: ['type:runtime', 'type:app', 'scope:chat'] }),
    'libs/c/package.json': packageJson('@munova/c', { tags: ['type:lib', 'scope:chat'] }),
  })
  assert.deepEqual(
    found.map((line) => line.replace(/:\d+/, '')),
    ['libs/a/package.json tags', 'libs/b/package.json tags', 'libs/c/package.json tags'],
  )
})

test('an app may not use another app, neither declared nor imported nor in its tests', async (t) => {
  const found = await violations(t, {
    'apps/commerce-web/package.json': packageJson('@munova/commerce-web', {
      tags: ['type:app', 'scope:commerce'],
      dependencies: ['@munova/commerce-api'],
    }),
    'apps/commerce-web/src/page.ts': `import { api } from '@munova/commerce-api'\napi()\n`,
    'apps/commerce-web/test/page.test.ts': `\nimport { api } from '@munova/commerce-api'\napi()\n`,
  })
  assert.deepEqual(found, [
    'apps/commerce-web/package.json:14 layers',
    'apps/commerce-web/src/page.ts → @munova/commerce-api layers',
    'apps/commerce-web/test/page.test.ts → @munova/commerce-api layers',
  ])
})

test('a contract uses contracts and zod only', async (t) => {
  const found = await violations(t, {
    'libs/chat-contract/package.json': packageJson('@munova/chat-contract', {
      tags: ['type:contract', 'scope:chat'],
      dependencies: ['zod', 'pino', '@munova/database'],
    }),
    'libs/chat-contract/src/rooms.ts': `import 'zod'\nimport 'pino'\nimport '@munova/database'\n`,
  })
  assert.deepEqual(found, [
    'libs/chat-contract/package.json:16 layers',
    'libs/chat-contract/src/rooms.ts → @munova/database layers',
    'libs/chat-contract/src/rooms.ts → pino fence',
  ])
})

test('a runtime library uses neither app nor client', async (t) => {
  const found = await violations(t, {
    'libs/auth/package.json': packageJson('@munova/auth', {
      tags: ['type:runtime', 'scope:chat'],
      dependencies: ['@munova/chat-client', '@munova/chat-server'],
    }),
    'libs/auth/src/keys.ts': imports(['@munova/chat-client', '@munova/chat-server']),
  })
  assert.deepEqual(found, [
    'libs/auth/package.json:14 layers',
    'libs/auth/package.json:15 layers',
    'libs/auth/src/keys.ts → @munova/chat-client layers',
    'libs/auth/src/keys.ts → @munova/chat-server layers',
  ])
})

test('chat and commerce never use each other, and what is shared uses neither', async (t) => {
  const found = await violations(t, {
    'libs/chat-client/package.json': packageJson('@munova/chat-client', {
      tags: ['type:client', 'scope:chat'],
      dependencies: ['@munova/commerce-contract'],
    }),
    'libs/chat-client/src/prices.ts': `import '@munova/commerce-contract'\n`,
    'libs/chat-client/test/client.test.ts': '',
    'libs/event-contract/package.json': packageJson('@munova/event-contract', {
      tags: ['type:contract', 'scope:shared'],
      dependencies: ['@munova/chat-contract'],
    }),
    'libs/event-contract/test/events.test.ts': `import type {} from '@munova/chat-contract'\n`,
  })
  assert.deepEqual(found, [
    'libs/chat-client/package.json:14 scopes',
    'libs/chat-client/src/prices.ts → @munova/commerce-contract scopes',
    'libs/event-contract/package.json:14 scopes',
    'libs/event-contract/test/events.test.ts → @munova/chat-contract scopes',
  ])
})

test('libs/testing stays in tests and tools', async (t) => {
  const found = await violations(t, {
    'apps/chat-server/src/rooms/latch.ts': `import type { Latch } from '@munova/testing'\n`,
  })
  assert.deepEqual(found, ['apps/chat-server/src/rooms/latch.ts → @munova/testing layers'])
})

test('every import is declared, and sources may not need devDependencies', async (t) => {
  const rooms = 'apps/chat-server/src/rooms'
  const found = await violations(t, {
    ...chatServer([], ['jose']),
    [`${rooms}/a.ts`]: `import 'pino'\nimport 'jose'\nawait import('got/deep.js')\n`,
    [`${rooms}/b.ts`]: `export * from '@scope/name/deep.js'\nimport type {} from 'jose'\n`,
    [`${rooms}/c.ts`]: `require('typescript')\n`,
    [`${rooms}/d.ts`]: `// import 'pino'\nconsole.log("import 'pino'", \`import('pino')\`)\n`,
    'apps/chat-server/test/a.test.ts': `import 'jose'\nimport '@munova/database'\n`,
    'tools/client-pool/src/a.ts': `import 'typescript'\nimport 'got'\n`,
  })
  assert.deepEqual(found, [
    `${rooms}/a.ts → got/deep.js undeclared`,
    `${rooms}/a.ts → jose undeclared`,
    `${rooms}/a.ts → pino undeclared`,
    `${rooms}/b.ts → @scope/name/deep.js undeclared`,
    `${rooms}/c.ts → typescript undeclared`,
    'apps/chat-server/test/a.test.ts → @munova/database undeclared',
    'tools/client-pool/src/a.ts → got undeclared',
  ])
})

test('a package is entered by its exports only, and sources do not import tests', async (t) => {
  const rooms = 'apps/chat-server/src/rooms'
  const found = await violations(t, {
    [`${rooms}/a.ts`]: `import '@munova/chat-contract/src/rooms.ts'\nimport 'missing'\n`,
    [`${rooms}/b.ts`]: `import '../../../../libs/chat-contract/src/rooms.ts'\n`,
    [`${rooms}/c.ts`]: `import '../../test/send.test.ts'\n`,
    [`${rooms}/d.ts`]: `import '../../package.json' with { type: 'json' }\n`,
    'libs/database/src/a.ts': `import '@munova/database'\n`,
    'libs/database/test/a.test.ts': `import '@munova/database'\nimport type {} from '@munova/testing'\n`,
  })
  assert.deepEqual(found, [
    `${rooms}/a.ts → @munova/chat-contract/src/rooms.ts deep-import`,
    `${rooms}/a.ts → missing deep-import`,
    `${rooms}/b.ts → libs/chat-contract/src/rooms.ts deep-import`,
    `${rooms}/c.ts → apps/chat-server/test/send.test.ts layers`,
    'libs/database/src/a.ts → libs/database/src/index.ts deep-import',
  ])
})

test('third-party packages stay behind their fences', async (t) => {
  const fenced = ['amqp-connection-manager', 'amqplib', 'postgres', 'rsocket-core']
  const runtime = ['@fastify/cors', 'fastify', 'ws']
  const found = await violations(t, {
    ...chatServer([...fenced, '@munova/database']),
    'apps/chat-server/src/rooms/a.ts': `${imports(fenced)}import 'ws'\n`,
    'apps/chat-server/src/rooms/b.ts': `import type {} from 'postgres'\n`,
    'apps/chat-server/src/transports/rsocket.ts': `import 'rsocket-core'\n`,
    'apps/chat-server/test/transports/rsocket.test.ts': `import 'rsocket-core'\nimport 'ws'\nimport 'postgres'\n`,
    'libs/outbox/package.json': packageJson('@munova/outbox', {
      tags: ['type:runtime', 'scope:shared'],
      dependencies: runtime,
    }),
    'libs/outbox/src/a.ts': imports(runtime),
    'libs/outbox/test/a.test.ts': imports(runtime),
  })
  assert.deepEqual(found, [
    ...[...fenced, 'ws'].map((name) => `apps/chat-server/src/rooms/a.ts → ${name} fence`),
    'apps/chat-server/test/transports/rsocket.test.ts → postgres fence',
    ...runtime.map((name) => `libs/outbox/src/a.ts → ${name} fence`),
    ...['@fastify/cors', 'fastify'].map((name) => `libs/outbox/test/a.test.ts → ${name} fence`),
  ])
})

test('only the log imports what stores an entry and what builds one from a row', async (t) => {
  const log = 'apps/chat-server/src/log'
  const found = await violations(t, {
    [`${log}/row.ts`]: `export type Row = object\nexport const toEntry = (row: Row) => row\n`,
    [`${log}/room-log.ts`]: `import { toEntry } from './row.ts'\nexport default toEntry\n`,
    'apps/chat-server/src/rooms/a.ts': `import type { Row } from '../log/row.ts'\nexport type { Row }\n`,
    'apps/chat-server/src/rooms/b.ts': `import { toEntry } from '../log/row.ts'\nexport default toEntry\n`,
    'apps/chat-server/src/rooms/c.ts': `export default await import('../log/row.ts')\n`,
  })
  assert.deepEqual(found, [
    `apps/chat-server/src/rooms/b.ts → ${log}/row.ts fence`,
    `apps/chat-server/src/rooms/c.ts → ${log}/row.ts fence`,
  ])
})

test('contracts and clients import nothing of Node', async (t) => {
  const found = await violations(t, {
    'libs/chat-contract/src/a.ts': `import { readFile } from 'node:fs'\n`,
    'libs/chat-client/src/a.ts': `import type { Socket } from 'node:net'\n`,
    'libs/chat-client/test/a.test.ts': `import { test } from 'node:test'\n`,
  })
  assert.deepEqual(found, [
    'libs/chat-client/src/a.ts → net browser-safe',
    'libs/chat-contract/src/a.ts → fs browser-safe',
  ])
})
