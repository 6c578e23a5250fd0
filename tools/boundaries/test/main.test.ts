import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { workspace } from './support/made-up-workspace.ts'

const main = join(import.meta.dirname, '../src/main.ts')

const run = (cwd: string, ...packages: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...packages], {
    cwd,
    encoding: 'utf8',
  })
  return { status, stdout, violations: stderr.split('\n').filter((line) => line !== '') }
}

test('the command exits with 1 and a line for each violation, or with 0', (t) => {
  const good = run(workspace(t))
  assert.deepEqual(good, { status: 0, stdout: 'boundaries: no violations\n', violations: [] })
  const bad = run(workspace(t, { 'apps/chat-server/src/rooms/utils.ts': `import 'pino'\n` }))
  assert.equal(bad.status, 1)
  assert.equal(bad.stdout, 'boundaries: 2 violations\n')
  assert.deepEqual(bad.violations, [
    'apps/chat-server/src/rooms/utils.ts  undeclared: → pino: add it to the package.json of the package that imports it',
    'apps/chat-server/src/rooms/utils.ts:1  name: "utils" does not describe the content; use a noun or verb of the domain',
  ])
})

test('the command can be limited to some packages', (t) => {
  const root = workspace(t, {
    'apps/chat-server/src/rooms/a.ts': `import 'pino'\n`,
    'libs/database/src/utils.ts': '',
    'libs/chat-client/src/a.ts': `import 'node:fs'\n`,
  })
  assert.deepEqual(
    run(root, 'libs/database', 'libs/chat-client/').violations.map((line) => line.split(' ')[0]),
    ['libs/chat-client/src/a.ts', 'libs/database/src/utils.ts:1'],
  )
})
