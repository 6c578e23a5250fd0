import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test, type TestContext } from 'node:test'
import { createLog } from '../src/index.ts'
import { LogLines } from '../src/log-lines.ts'

function recorded(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const writes: string[] = []
  const lines = new LogLines({ write: (text) => void writes.push(text) })
  return { writes, log: createLog({ name: 'test', destination: lines }) }
}

const messages = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg)

test('a line of somebody who is idle is written at once, those that follow leave together', (t) => {
  const { log, writes } = recorded(t)
  for (const message of ['1', '2', '3']) log.info(message)
  assert.deepEqual(writes.map(messages), [['1']])
  t.mock.timers.tick(10)
  log.info('4')
  assert.deepEqual(writes.map(messages), [['1'], ['2', '3']])
  t.mock.timers.tick(10)
  t.mock.timers.tick(10)
  log.info('5')
  assert.deepEqual(writes.map(messages), [['1'], ['2', '3'], ['4'], ['5']])
})

test('a warning does not wait, nor what was logged before it', (t) => {
  const { log, writes } = recorded(t)
  log.info('1')
  log.info('2')
  log.warn('3')
  assert.deepEqual(writes.map(messages), [['1'], ['2', '3']])
})

test('no write is larger than what a pipe takes in one piece, in bytes, unless one line is', (t) => {
  const { log, writes } = recorded(t)
  for (let n = 0; n < 100; n++) log.info({ note: '신'.repeat(200) }, String(n))
  log.info({ note: 'x'.repeat(5_000) }, '100')
  t.mock.timers.tick(10)
  const sizes = writes.map((text) => Buffer.byteLength(text))
  assert.ok(sizes.slice(0, -1).every((size) => size <= 4_096))
  assert.ok(sizes.length < 30)
  assert.deepEqual(
    writes.flatMap(messages),
    Array.from({ length: 101 }, (_, n) => String(n)),
  )
})

test('what was logged last is written when the process ends, also by a failure', () => {
  const source = new URL('../src/index.ts', import.meta.url).href
  for (const end of ['', 'process.exit(3)', 'throw new Error("gone")']) {
    const program = `
      import { createLog } from '${source}'
      const log = createLog({ name: 'test' })
      for (let n = 0; n < 50; n++) log.info(String(n))
      ${end}`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    })
    assert.equal(messages(stdout).at(-1), '49', end)
  }
})
