import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { logLines, runProgram } from '@munova/testing'

const program = fileURLToPath(new URL('../support/service.ts', import.meta.url))

const run = (env: Record<string, string>, options?: { terminal: boolean }) =>
  runProgram(program, env, options)

test('a service starts with its settings, and closes on a signal', async () => {
  const { code, stdout, stderr } = await run({ GREETING: 'hello' })
  assert.deepEqual([code, stderr], [0, ''])
  assert.deepEqual(
    logLines(stdout).map(({ msg, greeting }) => [msg, greeting]),
    [
      ['started', 'hello'],
      ['leaving', undefined],
      ['left', undefined],
      ['stopping', undefined],
      ['closed', undefined],
      ['stopped', undefined],
    ],
  )
})

test('wrong settings are log lines without a stack, one for each, and exit code 1', async () => {
  const { code, stdout, stderr } = await run({ PORT: 'x', API_KEY: 'hunter2' })
  assert.deepEqual([code, stdout], [1, ''])
  assert.deepEqual(
    logLines(stderr).map(({ level, name, msg, setting }) => [level, name, msg, setting]),
    [
      [60, 'test-service', 'wrong setting', 'PORT'],
      [60, 'test-service', 'wrong setting', 'GREETING'],
      [60, 'test-service', 'wrong setting', 'API_KEY'],
    ],
  )
  assert.ok(!/hunter2|at file:|node:internal/.test(stderr), stderr)
})

test('on a terminal they are plain lines', async () => {
  const { code, stdout } = await run({ PORT: 'x', API_KEY: 'hunter2' }, { terminal: true })
  assert.equal(code, 1)
  assert.deepEqual(stdout.trim().split(/\r?\n/), [
    'test-service: PORT: Invalid input: expected number, received NaN, got "x"',
    'test-service: GREETING: is required (string)',
    'test-service: API_KEY: Too small: expected string to have >=32 characters',
  ])
})

test('what the start finds wrong is explained in the same way', async () => {
  const { code, stderr } = await run({ GREETING: 'nobody' })
  assert.equal(code, 1)
  assert.deepEqual(
    logLines(stderr).map(({ msg, problem }) => [msg, problem]),
    [['wrong setting', 'nobody is not greeted']],
  )
})

test('variables that look like settings are warned of, without their values', async () => {
  const { code, stdout } = await run({ GREETING: 'hello', GREETINGS: 'hunter2', API_KEY_FILE: 'hunter3' })
  assert.equal(code, 0)
  const warnings = logLines(stdout).filter(({ level }) => level === 40)
  assert.deepEqual(
    warnings.map(({ variable, nearest }) => [variable, nearest]),
    [
      ['GREETINGS', 'GREETING'],
      ['API_KEY_FILE', 'API_KEY'],
    ],
  )
  assert.ok(!/hunter/.test(stdout))
})
