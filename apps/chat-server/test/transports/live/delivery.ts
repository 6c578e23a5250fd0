import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'
import type { Stage } from './stage.ts'

export function deliveryTests(stage: Stage): void {
  test('concurrent senders on two nodes: seqs without gaps, one order for all, each sender’s own order kept', async (t) => {
    const { chat } = stage
    const members = await Promise.all(upTo(12).map(() => chat.member()))
    const roomId = await chat.group(...members.map(({ id }) => id))
    const clients = await Promise.all(members.map((member, n) => stage.open(t, member, chat.nodes[n % 2])))
    await Promise.all(clients.map((client) => client.request('subscribe', { roomId })))
    const each = 12
    const sent = await Promise.all(
      clients.flatMap((client) => upTo(each).map((n) => client.request('send', text(roomId, `${n}`)))),
    )
    const total = clients.length * each
    assert.deepEqual(
      sent.map(({ seq }) => seq).toSorted((a, b) => a - b),
      upTo(total),
    )
    await Promise.all(clients.map((client) => client.reached(roomId, total)))
    for (const client of clients) assert.deepEqual(client.bodies, clients[0]!.bodies)
    assert.deepEqual(clients[0]!.seqs(roomId), upTo(total))
    for (const { id } of members) {
      const own = clients[0]!.events.filter((event) => event.senderId === id)
      assert.deepEqual(
        own.map((event) => event.content.text),
        upTo(each).map(String),
      )
    }
  })

  test('more sends of a connection at once than may be under way: all are answered, in order', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const client = await stage.open(t, member)
    const sent = await Promise.all(upTo(300).map((n) => client.request('send', text(roomId, `${n}`))))
    assert.deepEqual(
      sent.map(({ seq }) => seq),
      upTo(300),
    )
  })

  test('the same clientMessageId ten times at once, over two nodes: one row, ten equal answers', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const clients = await Promise.all(chat.nodes.slice(0, 2).map((node) => stage.open(t, member, node)))
    await clients[0]!.request('subscribe', { roomId })
    for (const round of upTo(10)) {
      const message = text(roomId, `round ${round}`, randomUUID())
      const sent = await Promise.all(upTo(10).map((n) => clients[n % 2]!.request('send', message)))
      for (const answer of sent) assert.deepEqual(answer, { ...sent[0], seq: round })
    }
    const rows = await chat.sql`select seq from messages where room_id = ${roomId}`
    assert.equal(rows.length, 10)
    await clients[0]!.reached(roomId, 10)
    assert.deepEqual(clients[0]!.seqs(roomId), upTo(10))
  })

  test('after gives exactly what is missing, from the ring and the log, on the node of the writer and another', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const writer = await stage.open(t, member)
    await writer.request('subscribe', { roomId })
    const last = 60
    await Promise.all(upTo(last).map((n) => writer.request('send', text(roomId, `${n}`))))
    await writer.reached(roomId, last)
    for (const node of chat.nodes.slice(0, 2)) {
      for (const after of [0, 5, last - 17, last - 16, last - 1, last]) {
        const reader = await stage.open(t, member, node)
        const standing = await reader.request('subscribe', { roomId, after })
        assert.deepEqual([standing.position, standing.lastSeq], [after, last])
        if (after < last) await reader.reached(roomId, last)
        assert.deepEqual(reader.seqs(roomId), upTo(last).slice(after))
        assert.deepEqual(reader.bodies, writer.bodies.slice(after))
        await reader.close()
      }
    }
  })

  test('subscribing while others send on two nodes: no seq twice, none missing', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const writers = await Promise.all(chat.nodes.slice(0, 2).map((node) => stage.open(t, member, node)))
    const total = 300
    const sending = Promise.all(
      writers.map(async (writer) => {
        for (let n = 0; n < total / 2; n++) await writer.request('send', text(roomId, `${n}`))
      }),
    )
    const readers = []
    for (const n of upTo(6)) {
      const reader = await stage.open(t, member, chat.nodes[n % 2])
      await reader.request('subscribe', { roomId, after: 0 })
      readers.push(reader)
    }
    await sending
    await Promise.all(readers.map((reader) => reader.reached(roomId, total)))
    for (const reader of readers) assert.deepEqual(reader.seqs(roomId), upTo(total))
  })
}
