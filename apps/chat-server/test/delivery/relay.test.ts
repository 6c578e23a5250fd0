import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metric } from '@munova/testing'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

test('messages of many rooms share frames between nodes, and each room still gets its own in order', async (t) => {
  // Nothing but a frame can bring an entry before the gap timeout.
  const settings = { RELAY_BATCH_WINDOW_MS: '100', GAP_TIMEOUT_MS: '60000' }
  const chat = await openChat(t, { nodes: 2, broker: 'rabbit', settings })
  const [writer, reader] = [await chat.member(), await chat.member()]
  const rooms = await Promise.all(upTo(20).map(() => chat.group(writer.id, reader.id)))
  const writing = await chat.client(writer, chat.nodes[0])
  const reading = await chat.client(reader, chat.nodes[1])
  for (const roomId of rooms) await reading.request('subscribe', { roomId })
  for (const seq of upTo(4)) {
    for (const roomId of rooms) assert.equal((await writing.request('send', text(roomId, 'hello'))).seq, seq)
  }
  for (const roomId of rooms) {
    await reading.reached(roomId, 4)
    assert.deepEqual(reading.seqs(roomId), upTo(4))
  }
  const frames = await metric(chat.nodes[0]!.url, 'chat_relay_frames_total{result="sent"}')
  assert.ok(frames > 0 && frames < 40, `${frames} frames for 80 messages`)
  assert.equal(await metric(chat.nodes[1]!.url, 'chat_log_reads_total'), 0)
})
