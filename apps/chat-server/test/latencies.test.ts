import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metric, until } from '@munova/testing'
import { openChat, text } from './support/chat.ts'

test('acks and deliveries are timed on the nodes where they happen', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const [here, there] = chat.nodes as [(typeof chat.nodes)[0], (typeof chat.nodes)[0]]
  const [sender, reader] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(sender.id, reader.id)
  const reading = await chat.client(reader, there)
  await reading.request('subscribe', { roomId, after: 0 })
  const sending = await chat.client(sender, here)
  await sending.request('send', text(roomId, 'hello'))
  await reading.reached(roomId, 1)
  assert.equal(await metric(here.url, 'chat_send_ack_seconds_count'), 1)
  assert.equal(await metric(there.url, 'chat_send_ack_seconds_count'), 0)
  await until(async () => (await metric(there.url, 'chat_delivery_seconds_count')) === 1, {
    what: 'a delivery',
  })
  const seconds = await metric(there.url, 'chat_delivery_seconds_sum')
  assert.ok(seconds >= 0 && seconds < 60, String(seconds))
  assert.equal(await metric(here.url, 'chat_connections_limit'), 19_000)
})
