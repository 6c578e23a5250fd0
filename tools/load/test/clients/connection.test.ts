import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, suite, test } from 'node:test'
import type { ChatServer } from '@munova/chat-server'
import { until } from '@munova/testing'
import {
  Connection,
  type ConnectionOptions,
  RequestRejected,
} from '../../src/clients/connection/connection.ts'
import type { OperationResult } from '../../src/clients/messages/connection-events.ts'
import { type TransportName, transportNames, transports } from '../../src/clients/connection/transport.ts'
import { openChatServer } from '../support/chat-server.ts'

/** A client that records its callbacks. */
async function openClient(
  t: TestContext,
  options: { transport: TransportName; node: ChatServer; token: string } & Partial<
    Pick<ConnectionOptions, 'readBytes'>
  >,
) {
  const received = {
    positions: [] as number[],
    events: [] as { roomId: number; seq: number; id: string | undefined }[],
    results: [] as OperationResult[],
    ended: [] as [number, string][],
    closed: [] as number[],
  }
  const { transport, node, ...rest } = options
  const connection = await Connection.open(
    { transport: transports[transport], address: node, ...rest },
    {
      onSubscribed: (_roomId, position) => received.positions.push(position),
      onEvent: (event) => {
        const { roomId, seq } = event
        assert.deepEqual(pick(event.json()), { roomId, seq })
        received.events.push({ roomId, seq, id: event.clientMessageId() })
      },
      onResult: (result) => received.results.push(result),
      onSubscriptionEnded: (roomId, code) => received.ended.push([roomId, code]),
      onClosed: (code) => received.closed.push(code),
    },
  )
  t.after(() => connection.close())
  return Object.assign(received, { connection })
}

function pick(json: string) {
  const { roomId, seq } = JSON.parse(json) as { roomId: number; seq: number }
  return { roomId, seq }
}

const message = (roomId: number, text = '안녕 "하세요"') => ({ roomId, clientMessageId: randomUUID(), text })
const arrived = (received: { events: unknown[] }, count: number) =>
  until(() => received.events.length >= count, { what: `${count} events` })

for (const transport of transportNames) {
  suite(`over ${transport}`, () => {
    test('a sent message is acked with the seq under which every subscriber receives it', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 2)
      const [sender, subscriber] = await Promise.all(
        people.map(({ token }) => openClient(t, { transport, node, token })),
      )
      assert.equal(await subscriber!.connection.subscribe(roomId), 0)
      const sent = Array.from({ length: 50 }, () => message(roomId))
      const ids = sent.map((each) => sender!.connection.send(each))
      await arrived(subscriber!, 50)
      await until(() => sender!.results.length === 50, { what: 'all acks' })
      assert.deepEqual(
        subscriber!.events,
        sent.map(({ clientMessageId }, index) => ({ roomId, seq: index + 1, id: clientMessageId })),
      )
      assert.deepEqual(
        sender!.results,
        ids.map((id, index) => ({ id, ok: true, value: index + 1 })),
      )
      await sender!.connection.ping()
    })

    test('resuming with `after` delivers exactly what is missing', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 1)
      const { token } = people[0]!
      const before = await openClient(t, { transport, node, token })
      for (let n = 0; n < 20; n++) before.connection.send(message(roomId))
      await until(() => before.results.length === 20, { what: 'all acks' })
      before.connection.close()
      const after = await openClient(t, { transport, node, token })
      assert.equal(await after.connection.subscribe(roomId, 15), 15)
      assert.deepEqual(after.positions, [15])
      await arrived(after, 5)
      assert.deepEqual(
        after.events.map(({ seq }) => seq),
        [16, 17, 18, 19, 20],
      )
    })

    test('a paused client receives nothing, and everything once it resumes', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 2)
      const [sender, subscriber] = await Promise.all(
        people.map(({ token }) => openClient(t, { transport, node, token })),
      )
      await subscriber!.connection.subscribe(roomId)
      subscriber!.connection.pause()
      for (let n = 0; n < 10; n++) sender!.connection.send(message(roomId))
      await until(() => sender!.results.length === 10, { what: 'all acks' })
      await sender!.connection.ping()
      assert.equal(subscriber!.events.length, 0)
      subscriber!.connection.resume()
      await arrived(subscriber!, 10)
    })

    test('a slow reader receives a little with each step', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 2)
      const [sender, subscriber] = await Promise.all([
        openClient(t, { transport, node, token: people[0]!.token }),
        openClient(t, { transport, node, token: people[1]!.token, readBytes: 64 }),
      ])
      await subscriber.connection.subscribe(roomId)
      subscriber.connection.step()
      const reading = setInterval(() => subscriber.connection.step(), 1)
      t.after(() => clearInterval(reading))
      for (let n = 0; n < 10; n++) sender.connection.send(message(roomId))
      await arrived(subscriber, 10)
    })

    test('rejections and the end of a subscription are reported by their codes', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 2)
      const { connection, results, ended } = await openClient(t, { transport, node, token: people[1]!.token })
      await assert.rejects(connection.subscribe(roomId + 1), new RequestRejected('NOT_A_MEMBER'))
      const id = connection.send(message(roomId + 1))
      await until(() => results.length === 1, { what: 'the result' })
      assert.deepEqual(results[0], { id, ok: false, code: 'NOT_A_MEMBER' })
      await connection.subscribe(roomId)
      await fetch(`${node.url}/v1/groups/${roomId}/members/${people[1]!.memberId}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${people[0]!.token}` },
      })
      await until(() => ended.length === 1, { what: 'the end' })
      assert.deepEqual(ended, [[roomId, 'NOT_A_MEMBER']])
    })

    test('a bad token is rejected, and a draining server closes with a code', async (t) => {
      const { node, people } = await openChatServer(t, 1)
      await assert.rejects(openClient(t, { transport, node, token: 'nonsense' }), RequestRejected)
      const { closed } = await openClient(t, { transport, node, token: people[0]!.token })
      await node.close()
      await until(() => closed.length === 1, { what: 'the close' })
      assert.deepEqual(closed, [4000])
    })
  })
}
