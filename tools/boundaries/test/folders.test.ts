import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packageJson, violations } from './support/made-up-workspace.ts'

const src = 'apps/chat-server/src'

test('a folder imports only folders listed before it, whether values or types', async (t) => {
  const found = await violations(t, {
    [`${src}/config.ts`]: `import './rooms/routes.ts'\n`,
    [`${src}/log/read.ts`]: `import type { Hub } from '../delivery/hub.ts'\nimport '../config.ts'\n`,
    [`${src}/delivery/hub.ts`]: `import './room/live-room.ts'\nimport '../log/read.ts'\nimport './sweep.ts'\n`,
    [`${src}/delivery/sweep.ts`]: `import '../config.ts'\n`,
    [`${src}/delivery/room/live-room.ts`]: `export type { Hub } from '../hub.ts'\nimport './ring.ts'\n`,
    [`${src}/delivery/room/ring.ts`]: `let relay: import('../relay/relay.ts').Relay\n`,
    [`${src}/delivery/relay/relay.ts`]: `import '../room/live-room.ts'\nawait import('../../main.ts')\n`,
    [`${src}/rooms/routes.ts`]: `import '../delivery/hub.ts'\n`,
  })
  assert.deepEqual(
    found.filter((line) => !line.endsWith('cycle')),
    [
      `${src}/config.ts → ${src}/rooms/routes.ts folders`,
      `${src}/delivery/relay/relay.ts → ${src}/main.ts folders`,
      `${src}/delivery/room/live-room.ts → ${src}/delivery/hub.ts folders`,
      `${src}/delivery/room/ring.ts → ${src}/delivery/relay/relay.ts folders`,
      `${src}/log/read.ts → ${src}/delivery/hub.ts folders`,
    ],
  )
})

test('every file of an app is in a listed folder', async (t) => {
  const found = await violations(t, {
    [`${src}/stray.ts`]: '',
    [`${src}/stray/a.ts`]: '',
    [`${src}/delivery/stray/a.ts`]: '',
    [`${src}/delivery/room.ts`]: '',
    'apps/chat-server/test/stray/a.test.ts': '',
    'libs/database/src/stray/a.ts': '',
  })
  assert.deepEqual(found, [
    `${src}/delivery/stray/a.ts:1 folders`,
    `${src}/stray.ts:1 folders`,
    `${src}/stray/a.ts:1 folders`,
  ])
})

test('packages and files have no cycles; type imports and devDependencies make none', async (t) => {
  const found = await violations(t, {
    'libs/a/package.json': packageJson('@munova/a', {
      tags: ['type:runtime', 'scope:shared'],
      dependencies: ['@munova/b'],
    }),
    'libs/b/package.json': packageJson('@munova/b', {
      tags: ['type:runtime', 'scope:shared'],
      dependencies: ['@munova/a'],
    }),
    [`${src}/rooms/one.ts`]: `import './two.ts'\n`,
    [`${src}/rooms/two.ts`]: `export * from './three.ts'\n`,
    [`${src}/rooms/three.ts`]: `await import('./one.ts')\n`,
    [`${src}/delivery/hub.ts`]: `import type { Relay } from './relay.ts'\n`,
    [`${src}/delivery/relay.ts`]: `import './hub.ts'\n`,
    [`${src}/log/self.ts`]: `import './self.ts'\n`,
  })
  const [one, two, three] = ['one', 'two', 'three'].map((name) => `${src}/rooms/${name}.ts`)
  assert.deepEqual(found, [
    `${src}/log/self.ts → ${src}/log/self.ts cycle`,
    `${one} → ${two} → ${three} → ${one} cycle`,
    'libs/a/package.json:14 cycle',
  ])
})
