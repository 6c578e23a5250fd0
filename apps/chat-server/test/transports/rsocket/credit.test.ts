import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openChat, text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'
import { type Over, RSocketTestClient } from '../../support/rsocket-client.ts'

for (const over of ['tcp', 'websocket'] as Over[]) {
  test(`${over}: request(2) then request(10) gives two then ten, never more, and nothing is missing`, async (t) => {
    const chat = await openChat(t, { settings: { RING_ENTRIES: '4' } })
    const [writer, reader] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(writer.id, reader.id)
    const writing = await chat.client(writer)
    const client = await RSocketTestClient.open(chat.nodes[0]!, reader.token, { over })
    t.after(() => client.close())
    const stream = client.stream(roomId, { after: 0, requested: 2 })
    const sendTo = async (last: number) => {
      for (let n = stream.requested; n <= last; n++) await writing.request('send', text(roomId, `${n}`))
    }
    await sendTo(20)
    await stream.reached(2)
    // An answer that comes after the room's entries would have: no more of them are under way.
    const settle = async () => {
      for (let n = 0; n < 5; n++) await client.ask('chat.history', { roomId })
    }
    await settle()
    assert.deepEqual(stream.seqs, upTo(2))
    stream.request(10)
    await stream.reached(12)
    await settle()
    assert.deepEqual(stream.seqs, upTo(12))
    await Promise.all(upTo(30).map((n) => writing.request('send', text(roomId, `more ${n}`))))
    const { lastSeq } = await client.ask('join', { roomId })
    while (stream.seqs.at(-1)! < lastSeq) {
      const before = stream.seqs.length
      stream.request(1)
      await until(() => stream.seqs.length > before || undefined, { what: 'one more' })
      assert.ok(stream.seqs.length <= stream.requested)
    }
    assert.deepEqual(stream.seqs, upTo(lastSeq))
    stream.request(0x7fff_ffff)
    stream.request(0x7fff_ffff)
    await writing.request('send', text(roomId, 'live again'))
    await stream.reached(lastSeq + 1)
  })
}

test('members with other stream ids and other credit get the same entries, each within its credit', async (t) => {
  const chat = await openChat(t)
  const members = await Promise.all(upTo(6).map(() => chat.member()))
  const roomId = await chat.group(...members.map(({ id }) => id))
  const streams = await Promise.all(
    members.map(async (member, index) => {
      const client = await RSocketTestClient.open(chat.nodes[0]!, member.token)
      t.after(() => client.close())
      // Requests before the stream move its id.
      for (let n = 0; n < index % 3; n++) await client.ask('chat.ping')
      return client.stream(roomId, { after: 0, requested: index < 3 ? 0x7fff_ffff : 5 * index })
    }),
  )
  const writing = await chat.client(members[0]!)
  const total = 100
  await Promise.all(upTo(total).map((n) => writing.request('send', text(roomId, `${n}`))))
  await Promise.all(streams.map((stream) => stream.reached(Math.min(total, stream.requested))))
  for (const stream of streams) assert.deepEqual(stream.seqs, upTo(Math.min(total, stream.requested)))
})
