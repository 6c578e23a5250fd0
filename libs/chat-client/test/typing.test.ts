import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import type { Typist } from '../src/index.ts'
import { openChat, text } from './support/chat.ts'

test('typing at every key tells the others once in a while, by name; not the member, and not the log', async (t) => {
  const chat = await openChat(t)
  const [typist, reader] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(typist.id, reader.id)
  const heard: Typist[] = []
  const own: Typist[] = []
  const events: number[] = []
  await chat.client(reader).client.join(roomId, {
    onEvent: ({ seq }) => events.push(seq),
    onTyping: (who) => heard.push(who),
  })
  const room = await chat.client(typist).client.join(roomId, {
    onEvent: () => {},
    onTyping: (who) => own.push(who),
  })
  for (let key = 0; key < 50; key++) room.typing()
  await room.send(text('typed'))
  await until(() => events.length > 0, { what: 'the message' })
  assert.deepEqual(heard, [{ id: typist.id, name: `member ${typist.id}` }])
  assert.deepEqual(own, [])
  assert.deepEqual(events, [1])
  await room.leave()
  room.typing()
})
