import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, suite, test } from 'node:test'
import type { ChatServer } from '@munova/chat-server'
import { until } from '@munova/testing'
import { Connection, type ConnectionOptions, Refused } from '../../src/clients/connection/connection.ts'
import type { Answer } from '../../src/clients/messages/connection-events.ts'
import { type TransportName, transportNames, transports } from '../../src/clients/connection/transport.ts'
import { openChatServer } from '../support/chat-server.ts'

/** A client that writes down what it hears. */
async function openClient(
  t: TestContext,
  options: { transport: TransportName; node: ChatServer; token: string } & Partial<
    Pick<ConnectionOptions, 'readBytes'>
  >,
) {
  const heard = {
    positions: [] as number[],
    events: [] as { roomId: number; seq: number; id: string | undefined }[],
    answers: [] as Answer[],
    ended: [] as [number, string][],
    closed: [] as number[],
  }
  const { transport, node, ...rest } = options
  const connection = await Connection.open(
    { transport: transports[transport], address: node, ...rest },
    {
      onSubscribed: (_roomId, position) => heard.positions.push(position),
      onEvent: (event) => {
        const { roomId, seq } = event
        assert.deepEqual(pick(event.json()), { roomId, seq })
        heard.events.push({ roomId, seq, id: event.clientMessageId() })
      },
      onAnswer: (answer) => heard.answers.push(answer),
      onEnded: (roomId, code) => heard.ended.push([roomId, code]),
      onClosed: (code) => heard.closed.push(code),
    },
  )
  t.after(() => connection.close())
  return Object.assign(heard, { connection })
}

function pick(json: string) {
  const { roomId, seq } = JSON.parse(json) as { roomId: number; seq: number }
  return { roomId, seq }
}

const message = (roomId: number, text = '안녕 "하세요"') => ({ roomId, clientMessageId: randomUUID(), text })
const arrived = (heard: { events: unknown[] }, count: number) =>
  until(() => heard.events.length >= count, { what: `${count} events` })

for (const transport of transportNames) {
  suite(`over ${transport}`, () => {
    test('what is sent is answered with the seq under which every listener gets it', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 2)
      const [sender, listener] = await Promise.all(
        people.map(({ token }) => openClient(t, { transport, node, token })),
      )
      assert.equal(await listener!.connection.subscribe(roomId), 0)
      const sent = Array.from({ length: 50 }, () => message(roomId))
      const ids = sent.map((each) => sender!.connection.send(each))
      await arrived(listener!, 50)
      await until(() => sender!.answers.length === 50, { what: 'all answers' })
      assert.deepEqual(
        listener!.events,
        sent.map(({ clientMessageId }, index) => ({ roomId, seq: index + 1, id: clientMessageId })),
      )
      assert.deepEqual(
        sender!.answers,
        ids.map((id, index) => ({ id, ok: true, value: index + 1 })),
      )
      await sender!.connection.ping()
    })

    test('who comes back with `after` gets exactly what is missing', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 1)
      const { token } = people[0]!
      const before = await openClient(t, { transport, node, token })
      for (let n = 0; n < 20; n++) before.connection.send(message(roomId))
      await until(() => before.answers.length === 20, { what: 'all answers' })
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

    test('a client that is paused hears nothing, and everything once it reads again', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 2)
      const [sender, listener] = await Promise.all(
        people.map(({ token }) => openClient(t, { transport, node, token })),
      )
      await listener!.connection.subscribe(roomId)
      listener!.connection.pause()
      for (let n = 0; n < 10; n++) sender!.connection.send(message(roomId))
      await until(() => sender!.answers.length === 10, { what: 'all answers' })
      await sender!.connection.ping()
      assert.equal(listener!.events.length, 0)
      listener!.connection.resume()
      await arrived(listener!, 10)
    })

    test('a slow reader gets a little with each step', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 2)
      const [sender, listener] = await Promise.all([
        openClient(t, { transport, node, token: people[0]!.token }),
        openClient(t, { transport, node, token: people[1]!.token, readBytes: 64 }),
      ])
      await listener.connection.subscribe(roomId)
      listener.connection.step()
      const reading = setInterval(() => listener.connection.step(), 1)
      t.after(() => clearInterval(reading))
      for (let n = 0; n < 10; n++) sender.connection.send(message(roomId))
      await arrived(listener, 10)
    })

    test('refusals are told by their code, and so is the end of a subscription', async (t) => {
      const { node, people, roomId } = await openChatServer(t, 2)
      const { connection, answers, ended } = await openClient(t, { transport, node, token: people[1]!.token })
      await assert.rejects(connection.subscribe(roomId + 1), new Refused('NOT_A_MEMBER'))
      const id = connection.send(message(roomId + 1))
      await until(() => answers.length === 1, { what: 'an answer' })
      assert.deepEqual(answers[0], { id, ok: false, code: 'NOT_A_MEMBER' })
      await connection.subscribe(roomId)
      await fetch(`${node.url}/v1/groups/${roomId}/members/${people[1]!.memberId}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${people[0]!.token}` },
      })
      await until(() => ended.length === 1, { what: 'the end' })
      assert.deepEqual(ended, [[roomId, 'NOT_A_MEMBER']])
    })

    test('a bad token is not let in, and a server that drains says goodbye with a code', async (t) => {
      const { node, people } = await openChatServer(t, 1)
      await assert.rejects(openClient(t, { transport, node, token: 'nonsense' }), Refused)
      const { closed } = await openClient(t, { transport, node, token: people[0]!.token })
      await node.close()
      await until(() => closed.length === 1, { what: 'the goodbye' })
      assert.deepEqual(closed, [4000])
    })
  })
}
