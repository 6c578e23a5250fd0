import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { metric } from '@munova/testing'
import { text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'
import { holdRoom } from '../../support/hold-room.ts'
import type { Stage } from './stage.ts'

export function limitTests(stage: Stage): void {
  test('sends beyond the rate: RATE_LIMITED with the time to wait, over all connections of the member', async (t) => {
    const { chat } = stage
    const node = await chat.addNode({ SENDS_PER_SECOND: '5', SENDS_BURST: '10' })
    const [member, other] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(member.id, other.id)
    const clients = [await stage.open(t, member, node), await stage.open(t, member, node)]
    const outcomes = await Promise.all(
      upTo(30).map((n) =>
        clients[n % 2]!.request('send', text(roomId, `${n}`)).then(
          () => undefined,
          ({ error }) => error,
        ),
      ),
    )
    const rejected = outcomes.filter((error) => error !== undefined)
    assert.ok(rejected.length >= 10, `${rejected.length} of 30 rejected`)
    for (const { code, temporary, retryAfterMs } of rejected) {
      assert.deepEqual([code, temporary], ['RATE_LIMITED', true])
      assert.ok(retryAfterMs > 0 && retryAfterMs <= 200, `${retryAfterMs}`)
    }
    await (await stage.open(t, other, node)).request('send', text(roomId, 'mine'))
  })

  test('subscriptions of a connection are bounded, and one that ends makes room for another', async (t) => {
    const { chat } = stage
    const node = await chat.addNode({ SUBSCRIPTIONS_PER_CONNECTION: '2' })
    const member = await chat.member()
    const rooms = await Promise.all(upTo(3).map(() => chat.group(member.id)))
    const client = await stage.open(t, member, node)
    for (const roomId of rooms.slice(0, 2)) await client.request('subscribe', { roomId })
    const { code, temporary } = await client.rejection('subscribe', { roomId: rooms[2] })
    assert.deepEqual([code, temporary], ['TOO_MANY_SUBSCRIPTIONS', false])
    await client.request('unsubscribe', { roomId: rooms[0] })
    await client.request('subscribe', { roomId: rooms[2] })
  })

  test('more connections than a member may have: the oldest is closed with a final code', async (t) => {
    const { chat } = stage
    const node = await chat.addNode({ CONNECTIONS_PER_MEMBER: '2' })
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const first = await stage.open(t, member, node)
    const others = [await stage.open(t, member, node), await stage.open(t, member, node)]
    assert.equal(await first.closed(), closeCodes.REPLACED.code)
    for (const client of others) await client.request('send', text(roomId, 'x'))
  })

  test('a database that stalls: OVERLOADED beyond the queue, UNAVAILABLE in time, and a repetition stores once', async (t) => {
    const { chat } = stage
    const node = await chat.addNode({
      APPEND_QUEUE: '5',
      APPEND_LANES: '1',
      // Longer than the node needs to read all messages, so that none times out before the last one is rejected.
      APPEND_TIMEOUT_MS: '3000',
      STATEMENT_TIMEOUT_MS: '30000',
    })
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const client = await stage.open(t, member, node)
    const messages = upTo(12).map((n) => text(roomId, `${n}`))
    const release = await holdRoom(chat.sql, roomId)
    const errors = await Promise.all(messages.map((message) => client.rejection('send', message)))
    for (const { temporary } of errors) assert.equal(temporary, true)
    const codes = errors.map(({ code }) => code)
    assert.deepEqual(codes, [...Array(5).fill('UNAVAILABLE'), ...Array(7).fill('OVERLOADED')])
    assert.equal(await metric(node.url, 'chat_append_rejected_total'), 7)
    await release()
    const seqs = []
    for (const message of messages) seqs.push((await client.request('send', message)).seq)
    assert.deepEqual(
      seqs.toSorted((a, b) => a - b),
      upTo(12),
    )
    const rows = await chat.sql`select seq from messages where room_id = ${roomId}`
    assert.equal(rows.length, 12)
  })

  test('a flood of requests is read no faster than it may be, and others are served', async (t) => {
    const { chat } = stage
    const node = await chat.addNode({ OPERATIONS_PER_SECOND: '20', OPERATIONS_BURST: '50' })
    const [flooder, member] = [await chat.member(), await chat.member()]
    const [flooded, roomId] = [await chat.group(flooder.id), await chat.group(member.id)]
    const flood = await stage.open(t, flooder, node)
    const client = await stage.open(t, member, node)
    let answered = 0
    const requests = 2_000
    const asking = upTo(requests).map(() =>
      flood.request('read', { roomId: flooded, seq: 0 }).then(
        () => answered++,
        () => undefined,
      ),
    )
    for (const n of upTo(20)) assert.equal((await client.request('send', text(roomId, `${n}`))).seq, n)
    assert.ok(answered < requests / 4, `${answered} of ${requests} were answered meanwhile`)
    await flood.close()
    await Promise.all(asking)
  })
}
