import assert from 'node:assert/strict'
import { test } from 'node:test'
import { multiLine, singleLine } from '../src/index.ts'

/** As the title of a group. */
const Title = singleLine({ max: 60 })
const messages = (
  schema: { safeParse(input: unknown): { error?: { issues: { message: string }[] } } },
  input: unknown,
) => schema.safeParse(input).error?.issues.map((issue) => issue.message)

test('26 syllables that arrive as 78 letters are a title of 26 characters, and the same title', () => {
  const title = '값'.repeat(26)
  assert.equal(title.normalize('NFD').length, 78)
  assert.equal(Title.parse(title.normalize('NFD')), title)
})

test('an emoji sequence is taken as Unicode lists it, so that it is written in one way', () => {
  for (const title of ['❤️ 모임', '👨‍👩‍👧', '1️⃣']) assert.equal(Title.parse(title), title)
  for (const title of ['👟\ufe0f', '👟\u200d👟', '\u200d👟', '1\ufe0f'])
    assert.ok(!Title.safeParse(title).success, title)
})

test('a message of invisible characters is blank, one with a control character is named', () => {
  const text = multiLine({ max: 10 })
  for (const blank of ['', ' \n\t', '\u3164', '\u200b\u2060', '\u2800', '\u{e0061}', '\ufe0f']) {
    assert.deepEqual(messages(text, blank), ['must not be blank'])
  }
  assert.deepEqual(messages(text, 'a\u001bb'), ['must not contain the control character U+001B; remove it'])
  assert.deepEqual(messages(text, 'a\u0000b'), ['must not contain NUL or a lone surrogate'])
  assert.equal(text.parse('\u200f가\u200d\n'), '\u200f가\u200d\n')
})
