import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Moment } from '../src/index.ts'

test('an instant with any offset is kept in UTC', () => {
  for (const text of [
    '2026-11-23T14:00:00+09:00',
    '2026-11-23T05:00:00Z',
    '2026-11-22T17:00:00.000-12:00',
    '2026-11-23T05:00:00.000999Z',
  ]) {
    assert.equal(Moment.parse(text), '2026-11-23T05:00:00.000Z', text)
  }
})

test('an instant without an offset, or outside of the years that every program writes alike, is rejected', () => {
  for (const text of [
    '2026-11-23T05:00:00',
    '2026-11-23',
    '2026-13-01T00:00:00Z',
    '0000-01-01T00:00:00+14:00',
    '1970-01-01T00:00:00+09:00',
    '9999-12-31T23:59:59-14:00',
  ]) {
    assert.ok(!Moment.safeParse(text).success, text)
  }
})
