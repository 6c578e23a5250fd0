import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readable } from '../../src/apps/log-line.ts'

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

test('warnings and errors are shown, the rest only to who asked for it', () => {
  assert.equal(readable(line(30), false), undefined)
  assert.equal(readable(line(30), true), 'info append failed err="no"')
  assert.equal(readable(line(50), false), 'error append failed err="no"')
})

test('what is no log line, as the last words of a crash, is shown as it is', () => {
  assert.equal(readable('Error: gone', false), 'Error: gone')
  assert.equal(readable('{ code: 1 }', false), '{ code: 1 }')
  assert.equal(readable('', true), undefined)
})

test('a long line is cut', () => {
  const long = JSON.stringify({ level: 40, msg: 'x'.repeat(10_000) })
  assert.ok(readable(long, false)!.length < 500)
})
