import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import type { Typist } from '../src/index.ts'
import { openChat, text } from './support/chat.ts'

test('typing on every key notifies the others by name at a limited rate, but neither the member nor the log', async (t) => {
  const chat = await openChat(t)
  const [typist, reader] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(typist.id, reader.id)
  const received: Typist[] = []
  const own: Typist[] = []
  const events: number[] = []
  await chat.client(reader).client.join(roomId, {
    onEvent: ({ seq }) => events.push(seq),
    onTyping: (member) => received.push(member),
  })
  const room = await chat.client(typist).client.join(roomId, {
    onEvent: () => {},
    onTyping: (member) => own.push(member),
  })
  for (let key = 0; key < 50; key++) room.typing()
  await room.send(text('typed'))
  await until(() => events.length > 0, { what: 'the message' })
  assert.deepEqual(received, [{ id: typist.id, name: `member ${typist.id}` }])
  assert.deepEqual(own, [])
  assert.deepEqual(events, [1])
  await room.leave()
  room.typing()
})
