import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { logLines, runProgram } from '@munova/testing'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
// Nothing listens there: the program ends once its settings are read.
const NO_DATABASE = 'postgres://127.0.0.1:1/none'

const run = (env: Record<string, string>) => runProgram(main, env)

test('wrong settings are explained in log lines, one for each, without a stack', async () => {
  const { code, stdout, stderr } = await run({ PORT: 'x', APPEND_LANES: '0' })
  assert.deepEqual([code, stdout], [1, ''])
  assert.deepEqual(
    logLines(stderr).map(({ name, msg, setting }) => [name, msg, setting]),
    ['PORT', 'DATABASE_URL', 'APPEND_LANES'].map((setting) => ['chat-server', 'wrong setting', setting]),
  )
})

test('a variable that is almost a setting is warned of, without its value', async () => {
  const { code, stdout } = await run({ DATABASE_URL: NO_DATABASE, APPEND_LANE: 'hunter2' })
  assert.equal(code, 1)
  const warnings = logLines(stdout).filter(({ msg }) => String(msg).startsWith('unknown setting'))
  assert.deepEqual(
    warnings.map(({ variable, nearest }) => [variable, nearest]),
    [['APPEND_LANE', 'APPEND_LANES']],
  )
  assert.ok(!stdout.includes('hunter2'))
})
