import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ClientUuid, CreateGroup, operations } from '../src/index.ts'

const titleOf = (title: string) => CreateGroup.safeParse({ title, maxMembers: 1 })
const messages = (
  schema: { safeParse(input: unknown): { error?: { issues: { message: string }[] } } },
  input: unknown,
) => schema.safeParse(input).error?.issues.map((issue) => issue.message)

const issuesOf = (title: string) =>
  titleOf(title).error?.issues.map((issue) => [issue.path.join('.'), issue.message])

test('the error names the field, the character and what to do', () => {
  for (const [text, what] of [
    ['공식\u200b 모임', 'invisible character U+200B'],
    ['공식\u3164모임', 'invisible character U+3164'],
    ['공식 모임\ufe0f', 'invisible character U+FE0F'],
    ['공식\n모임', 'line break U+000A'],
    ['공식\t모임', 'control character U+0009'],
    ['공식 \u202emam', 'direction control U+202E'],
  ] as const) {
    assert.deepEqual(issuesOf(text), [['title', `must not contain the ${what}; remove it`]])
  }
  assert.deepEqual(issuesOf(' '), [['title', 'must not be blank']])
})

test('an address is not normalised: it is another one in another normal form', () => {
  const url = `https://munova.example/${'값'.normalize('NFD')}.jpg`
  const send = { roomId: 1, clientMessageId: crypto.randomUUID(), type: 'IMAGE', content: { url } }
  assert.deepEqual(operations.send.parse(send).content, { url })
})

test('a client chooses a UUID in lower case, and neither nil nor max', () => {
  const id = '0c2a3c1e-5a0b-4c0e-9d5e-0f6a3b1c2d3e'
  assert.equal(ClientUuid.parse(id), id)
  for (const wrong of [id.toUpperCase(), id.replace('a', 'A'), 'x', '', ` ${id}`]) {
    assert.deepEqual(messages(ClientUuid, wrong), ['must be a UUID in lower case'], wrong)
  }
  for (const wrong of [id.replace(/[^-]/g, '0'), id.replace(/[^-]/g, 'f')]) {
    assert.deepEqual(messages(ClientUuid, wrong), ['must not be the nil or the max UUID'])
  }
})
