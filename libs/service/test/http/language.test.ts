import assert from 'node:assert/strict'
import { test } from 'node:test'
import { preferredLanguage } from '../../src/http/language.ts'

const preferred = (header: string | undefined) => preferredLanguage(header, ['en', 'ko'])

test('the language with the highest weight of those there are', () => {
  assert.equal(preferred('ko-KR,ko;q=0.9,en-US;q=0.8'), 'ko')
  assert.equal(preferred('en;q=0.5, ko;q=0.7'), 'ko')
  assert.equal(preferred('EN'), 'en')
  assert.equal(preferred('ja, en;q=0.1'), 'en')
})

test('none for a header that is absent, broken, or accepts none of them', () => {
  for (const header of [undefined, '', ',;=q', 'ko;q=x', 'ko;q=0', 'ja', '*', '__proto__']) {
    assert.equal(preferredLanguage(header, ['en', 'ko']), undefined, header)
  }
})
