import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Json, text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'
import type { Stage } from './stage.ts'

/** A member who is removed hears nothing after so long. */
const GONE_MS = 1_000

export function subscriptionTests(stage: Stage): void {
  test('unsubscribe and subscribe in one breath take effect in order, and nothing is missing', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const [writer, reader] = [await stage.open(t, member), await stage.open(t, member)]
    await reader.request('subscribe', { roomId })
    for (const n of upTo(40)) {
      const sent = writer.request('send', text(roomId, `${n}`))
      const last = reader.seqs(roomId).at(-1) ?? 0
      const left = reader.request('unsubscribe', { roomId })
      const back = reader.request('subscribe', { roomId, after: last })
      const [, , { position }] = await Promise.all([sent, left, back])
      assert.equal(position, last)
      await reader.reached(roomId, n)
    }
    // What was under way before the unsubscribe may be repeated by the `after` of the next subscribe, nothing else.
    assert.deepEqual([...new Set(reader.seqs(roomId))], upTo(40))
  })

  test('after an unsubscribe nothing of the room arrives, while another room goes on', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const [left, kept] = [await chat.group(member.id), await chat.group(member.id)]
    const [writer, reader] = [await stage.open(t, member), await stage.open(t, member)]
    for (const roomId of [left, kept]) await reader.request('subscribe', { roomId })
    await writer.request('send', text(left, 'received'))
    await reader.reached(left, 1)
    await reader.request('unsubscribe', { roomId: left })
    await writer.request('send', text(left, 'unheard'))
    await writer.request('send', text(kept, 'received'))
    await reader.reached(kept, 1)
    assert.deepEqual(reader.seqs(left), [1])
  })

  test('a member who is removed in the middle of it hears the last within a second, on both nodes; back in, all if the history is open', async (t) => {
    const { chat } = stage
    const [owner, member] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(owner.id, member.id)
    const writer = await stage.open(t, owner)
    const readers = await Promise.all(chat.nodes.slice(0, 2).map((node) => stage.open(t, member, node)))
    for (const client of [writer, ...readers]) await client.request('subscribe', { roomId })
    const over = new AbortController()
    const talking = (async () => {
      while (!over.signal.aborted) await writer.request('send', text(roomId, 'among us'))
    })()
    await Promise.all(readers.map((reader) => reader.reached(roomId, 10)))
    const path = `/v1/groups/${roomId}/members/${member.id}`
    assert.equal((await chat.call(owner, { path, method: 'DELETE' })).status, 204)
    const ends = await Promise.all(readers.map((reader) => reader.endOf(roomId, GONE_MS)))
    over.abort()
    await talking
    const { seq: last } = await writer.request('send', text(roomId, 'now that they are gone'))
    await writer.reached(roomId, last)
    const leaving = writer.events.find(({ event }) => event === 'member.left')
    for (const [n, reader] of readers.entries()) {
      assert.equal(ends[n]?.code, 'NOT_A_MEMBER')
      for (const op of ['subscribe', 'history', 'send']) {
        assert.equal((await reader.rejection(op, text(roomId, 'still me?'))).code, 'NOT_A_MEMBER', op)
      }
      assert.equal((await reader.rejection('typing', { roomId })).code, 'NOT_SUBSCRIBED')
      assert.deepEqual(reader.seqs(roomId), upTo(leaving.seq), 'nothing after the end of the membership')
    }

    const [reader] = readers
    const allow = { path: `/v1/groups/${roomId}/removed-members/${member.id}`, method: 'DELETE' }
    assert.equal((await chat.call(owner, allow)).status, 204)
    await chat.call(member, { path: `/v1/groups/${roomId}/join`, method: 'POST' })
    await chat.call(owner, {
      path: `/v1/groups/${roomId}`,
      method: 'PATCH',
      body: { historyVisibility: 'ALL' },
    })
    const before = reader!.events.length
    await reader!.request('subscribe', { roomId, after: 0 })
    await writer.request('send', text(roomId, 'welcome back'))
    await reader!.reached(roomId, last + 3)
    const since = reader!.events.slice(before).map((event: Json) => event.seq)
    assert.deepEqual(since, upTo(last + 3), 'the old departure does not end the new subscription')
  })

  test('a deleted group ends for all its members on both nodes, with its last entry', async (t) => {
    const { chat } = stage
    const [owner, member] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(owner.id, member.id)
    const clients = await Promise.all([
      stage.open(t, owner),
      ...chat.nodes.slice(0, 2).map((node) => stage.open(t, member, node)),
    ])
    for (const client of clients) await client.request('subscribe', { roomId })
    await clients[0].request('send', text(roomId, 'goodbye'))
    assert.equal((await chat.call(owner, { method: 'DELETE', path: `/v1/groups/${roomId}` })).status, 204)
    for (const client of clients) {
      assert.equal((await client.endOf(roomId)).code, 'NOT_A_MEMBER')
      assert.deepEqual(
        client.events.map(({ event }) => event),
        ['message', 'room.deleted'],
      )
      for (const op of ['subscribe', 'history', 'send', 'position']) {
        assert.equal((await client.rejection(op, text(roomId, 'anybody?'))).code, 'NOT_A_MEMBER', op)
      }
    }
  })
}
