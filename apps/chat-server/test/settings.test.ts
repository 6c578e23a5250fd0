import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
// Nothing listens there: the program ends once its settings are read.
const NO_DATABASE = 'postgres://127.0.0.1:1/none'

/** Runs the program with this environment alone until it ends. */
async function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const [code]: unknown[] = await once(child, 'close')
  return { code, ...output }
}

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line))

test('wrong settings are explained in log lines, one for each, without a stack', async () => {
  const { code, stdout, stderr } = await run({ PORT: 'x', APPEND_LANES: '0' })
  assert.deepEqual([code, stdout], [1, ''])
  assert.deepEqual(
    linesOf(stderr).map(({ name, msg, setting }) => [name, msg, setting]),
    ['PORT', 'DATABASE_URL', 'APPEND_LANES'].map((setting) => ['chat-server', 'wrong setting', setting]),
  )
})

test('a variable that is almost a setting is warned of, without its value', async () => {
  const { code, stdout } = await run({ DATABASE_URL: NO_DATABASE, APPEND_LANE: 'hunter2' })
  assert.equal(code, 1)
  const warnings = linesOf(stdout).filter(({ msg }) => String(msg).startsWith('unknown setting'))
  assert.deepEqual(
    warnings.map(({ variable, nearest }) => [variable, nearest]),
    [['APPEND_LANE', 'APPEND_LANES']],
  )
  assert.ok(!stdout.includes('hunter2'))
})
