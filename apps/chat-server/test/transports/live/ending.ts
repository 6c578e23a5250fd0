import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { metric, until } from '@munova/testing'
import { applyMembers } from '../../../src/projection/apply.ts'
import { text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'
import type { LiveClient } from './client.ts'
import type { Stage } from './stage.ts'

/** Each character takes three bytes, the most that a UTF-16 code unit can. */
const wide = '값'.repeat(4_000)

export function endingTests(stage: Stage): void {
  test('a connection ends with its token, unless that was refreshed', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const short = { token: await chat.tokens.sign({ memberId: member.id, expiresIn: 2 }) }
    const [expiring, refreshed] = await Promise.all([stage.open(t, short), stage.open(t, short)])
    await refreshed.request('subscribe', { roomId })
    await refreshed.request('refresh', { token: member.token })
    assert.equal(await expiring.closed(), closeCodes.TOKEN_EXPIRED.code)
    await refreshed.request('send', text(roomId, 'still here'))
    await refreshed.reached(roomId, 1)
  })

  for (const { what, close, change } of [
    { what: 'a withdrawal', close: 'ACCOUNT_CLOSED', change: { status: 'WITHDRAWN' } },
    { what: 'a suspension', close: 'ACCOUNT_SUSPENDED', change: { status: 'SUSPENDED', tokenGeneration: 1 } },
    { what: 'signing out everywhere', close: 'SIGNED_OUT', change: { tokenGeneration: 1 } },
    { what: 'another role', close: 'SIGNED_OUT', change: { role: 'SELLER', tokenGeneration: 1 } },
  ] as const) {
    test(`${what} ends the connections of the member on every node, and the token is void`, async (t) => {
      const { chat } = stage
      const [leaving, staying] = [await chat.member(), await chat.member()]
      const roomId = await chat.group(leaving.id, staying.id)
      const clients = await Promise.all(
        [leaving, staying].flatMap((member) => chat.nodes.map((node) => stage.open(t, member, node))),
      )
      for (const client of clients) await client.request('subscribe', { roomId })
      const active = { displayName: 'x', role: 'BUYER', status: 'ACTIVE', tokenGeneration: 0 } as const
      await applyMembers(chat.sql, [{ id: leaving.id, ...active, ...change, revision: 1_000 }])
      for (const client of clients.slice(0, chat.nodes.length)) {
        assert.equal(await client.closed(), closeCodes[close].code)
      }
      for (const node of [...chat.nodes, await chat.addNode()]) {
        await assert.rejects(stage.open(t, leaving, node))
        const { status } = await chat.call(leaving, { path: '/v1/rooms', node })
        assert.equal(status, 401)
      }
      const [client] = clients.slice(chat.nodes.length)
      await client!.request('send', text(roomId, 'still here'))
      for (const other of clients.slice(chat.nodes.length)) await other.reached(roomId, 1)
    })
  }

  test('a token of the new generation is accepted, and one that was refreshed in time stays', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const renewed = { token: await chat.tokens.sign({ memberId: member.id, generation: 1 }) }
    // It may arrive before the event that begins its generation.
    const [old, refreshed] = [await stage.open(t, member), await stage.open(t, member)]
    await refreshed.request('refresh', { token: renewed.token })
    const active = { displayName: 'x', role: 'BUYER', status: 'ACTIVE', tokenGeneration: 1 } as const
    await applyMembers(chat.sql, [{ id: member.id, ...active, revision: 1_000 }])
    assert.equal(await old.closed(), closeCodes.SIGNED_OUT.code)
    await refreshed.request('send', text(roomId, 'still here'))
    await (await stage.open(t, renewed)).request('send', text(roomId, 'back'))
  })

  test('a suspended member is back after the reinstatement', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const client = await stage.open(t, member)
    const state = { id: member.id, displayName: 'x', role: 'BUYER', tokenGeneration: 1 } as const
    await applyMembers(chat.sql, [{ ...state, status: 'SUSPENDED', revision: 1_000 }])
    await client.closed()
    const renewed = { token: await chat.tokens.sign({ memberId: member.id, generation: 1 }) }
    await assert.rejects(stage.open(t, renewed))
    await applyMembers(chat.sql, [{ ...state, status: 'ACTIVE', revision: 1_001 }])
    const isAdmitted = async () =>
      (await chat.call(renewed, { path: '/v1/rooms' })).status === 200 || undefined
    await until(isAdmitted, { what: 'the reinstatement' })
    await (await stage.open(t, renewed)).request('send', text(roomId, 'back'))
  })

  test('a reader that stops for good is closed resumably, others do not wait, and back it has everything', async (t) => {
    const { chat, transport } = stage
    const node = await chat.addNode({ QUEUE_HIGH_BYTES: '65536', QUEUE_BEHIND_MS: '300' })
    const [writer, sleeper] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(writer.id, sleeper.id)
    const [writing, sleeping] = [await stage.open(t, writer, node), await stage.open(t, sleeper, node)]
    for (const client of [writing, sleeping]) await client.request('subscribe', { roomId })
    sleeping.pause()
    const closed = `chat_connections_closed_total{transport="${transport.name}",reason="SLOW_READER"}`
    let total = 0
    while ((await metric(node.url, closed)) !== 1) {
      // More than the kernel keeps for a reader, as long as it takes.
      assert.ok(total < 3_000, 'it was never closed')
      total = await sendWide(writing, roomId, 25)
      await writing.reached(roomId, total)
    }
    sleeping.resume()
    await sleeping.closed()
    const seen = sleeping.seqs(roomId)
    assert.ok(seen.length < total, 'it did not get everything')
    assert.deepEqual(seen, upTo(seen.length))
    const back = await stage.open(t, sleeper, node)
    await back.request('subscribe', { roomId, after: seen.length })
    await back.reached(roomId, total)
    assert.deepEqual([...seen, ...back.seqs(roomId)], upTo(total))
  })

  test('a reader that stops for a while falls behind, and catches up on its connection without a gap', async (t) => {
    const { chat } = stage
    const [writer, reader] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(writer.id, reader.id)
    const [writing, reading] = [await stage.open(t, writer), await stage.open(t, reader)]
    await reading.request('subscribe', { roomId })
    reading.pause()
    let total = 0
    while (total < 400) total = await sendWide(writing, roomId, 50)
    reading.resume()
    await reading.reached(roomId, total)
    assert.deepEqual(reading.seqs(roomId), upTo(total))
  })

  test('a drain: every connection is closed with a resumable code, acked messages are stored, another node continues', async (t) => {
    const { chat } = stage
    const node = await chat.addNode()
    const [writer, reader] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(writer.id, reader.id)
    const [writing, reading] = [await stage.open(t, writer, node), await stage.open(t, reader, node)]
    await reading.request('subscribe', { roomId, after: 0 })
    const messages = upTo(200).map((n) => text(roomId, `${n}`))
    const sending = messages.map((message) =>
      writing.request('send', message).then(
        ({ seq }) => ({ seq, id: message.clientMessageId }),
        () => undefined,
      ),
    )
    await reading.reached(roomId, 1)
    const closing = node.close()
    for (const client of [writing, reading]) assert.equal(await client.closed(), closeCodes.GOING_AWAY.code)
    const acked = (await Promise.all(sending)).filter((answer) => answer !== undefined)
    await closing
    const seen = reading.seqs(roomId)
    assert.deepEqual(seen, upTo(seen.length))

    const [again, back] = [await stage.open(t, writer), await stage.open(t, reader)]
    await back.request('subscribe', { roomId, after: seen.length })
    const repeated = new Map<string, number>()
    for (const message of messages) {
      repeated.set(message.clientMessageId, (await again.request('send', message)).seq)
    }
    for (const { id, seq } of acked) assert.equal(repeated.get(id), seq, 'the answer of the first time')
    await back.reached(roomId, messages.length)
    assert.deepEqual([...seen, ...back.seqs(roomId)], upTo(messages.length))
  })
}

/** The seq of the newest of them. */
async function sendWide(client: LiveClient, roomId: number, count: number): Promise<number> {
  const sent = await Promise.all(upTo(count).map(() => client.request('send', text(roomId, wide))))
  return Math.max(...sent.map(({ seq }) => seq))
}
