import assert from 'node:assert/strict'
import { test } from 'node:test'
import { violations } from './support/made-up-workspace.ts'

// Built from parts, so that this file does not violate the rules itself.
const call = (receiver: string, word: string) => `${receiver}.${word}('x', () => {})\n`
const folder = (top: string) => `run it in /${top}/someone/project\n`

test('the environment is read in config.ts and main.ts of an app, in tools and in tests', async (t) => {
  const found = await violations(t, {
    'apps/chat-server/src/config.ts': `console.log(process.env)\n`,
    'apps/chat-server/src/rooms/a.ts': `console.log(process.env['PORT'])\nconsole.log(process['env'])\n`,
    'apps/chat-server/src/rooms/b.ts': `const { env: all } = process\nimport { env } from 'node:process'\n`,
    'apps/chat-server/src/rooms/c.ts': `const process = {}; // process.env\nconst { pid } = process\n`,
    'apps/chat-server/test/a.test.ts': `console.log(process.env)\n`,
    'libs/database/src/main.ts': `console.log(process.env)\n`,
  })
  assert.deepEqual(found, [
    'apps/chat-server/src/rooms/a.ts:1 environment',
    'apps/chat-server/src/rooms/a.ts:2 environment',
    'apps/chat-server/src/rooms/b.ts:1 environment',
    'apps/chat-server/src/rooms/b.ts:2 environment',
    'libs/database/src/main.ts:1 environment',
  ])
})

test('a source has at most 300 lines, a test 500', async (t) => {
  const found = await violations(t, {
    'apps/chat-server/src/rooms/a.ts': '\n'.repeat(300),
    'apps/chat-server/src/rooms/b.ts': '\n'.repeat(301),
    'apps/chat-server/test/a.test.ts': '\n'.repeat(500),
    'apps/chat-server/test/b.test.ts': `${'\n'.repeat(500)}export {}`,
  })
  assert.deepEqual(found, [
    'apps/chat-server/src/rooms/b.ts:301 length',
    'apps/chat-server/test/b.test.ts:501 length',
  ])
})

test('names of sources describe their content', async (t) => {
  const files = ['utils.ts', 'date-utils.ts', 'helpers/a.ts', 'common/a.sql', 'shared.ts', 'core/a.ts']
  const more = ['services/a.ts', 'managers.test.ts', 'base.ts']
  const fine = ['core.ts', 'database.ts', 'with-services.ts', 'commons.ts']
  const found = await violations(
    t,
    Object.fromEntries([...files, ...more, ...fine].map((name) => [`libs/database/src/${name}`, ''])),
  )
  const expected = [...files, ...more].map((name) => `libs/database/src/${name}:1 name`)
  assert.deepEqual(found.toSorted(), expected.toSorted())
})

test('no test has skip, only or todo', async (t) => {
  const found = await violations(t, {
    'apps/chat-server/test/a.test.ts':
      call('test', 'only') +
      call('t', 'skip') +
      call('describe', 'todo') +
      `test('x', { skip: true }, () => {})\n`,
    'apps/chat-server/test/b.test.ts': `await t.test('x', { todo: 'later' }, () => {})\nrows({ skip: 1 })\n`,
    'apps/chat-server/src/rooms/page.ts': call('query', 'skip'),
  })
  assert.deepEqual(found, [
    ...[1, 2, 3, 4].map((line) => `apps/chat-server/test/a.test.ts:${line} whole-tests`),
    'apps/chat-server/test/b.test.ts:1 whole-tests',
  ])
})

test('no text names a folder of one machine or the host that packages came from', async (t) => {
  const found = await violations(t, {
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
