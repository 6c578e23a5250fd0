import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatLine } from '../../src/apps/log-line.ts'

const line = (level: number) =>
  JSON.stringify({
    level,
    time: 1,
    pid: 2,
    hostname: 'h',
    name: 'chat',
    msg: 'append failed',
    err: { message: 'no', stack: 's' },
  })

test('warnings and errors are shown, other lines only with --verbose', () => {
  assert.equal(formatLine(line(30), false), undefined)
  assert.equal(formatLine(line(30), true), 'info append failed err="no"')
  assert.equal(formatLine(line(50), false), 'error append failed err="no"')
})

test('other output, such as that of a crash, is shown unchanged', () => {
  assert.equal(formatLine('Error: gone', false), 'Error: gone')
  assert.equal(formatLine('{ code: 1 }', false), '{ code: 1 }')
  assert.equal(formatLine('', true), undefined)
})

test('a long line is truncated', () => {
  const long = JSON.stringify({ level: 40, msg: 'x'.repeat(10_000) })
  assert.ok(formatLine(long, false)!.length < 500)
})
