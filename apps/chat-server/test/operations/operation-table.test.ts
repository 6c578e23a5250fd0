import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Id } from '@munova/chat-contract'
import { until } from '@munova/testing'
import * as z from 'zod'
import { liveOperations } from '../../src/operations/operation-table.ts'
import { defineOperation } from '../../src/operations/operation.ts'
import { openChat } from '../support/chat.ts'
import { RSocketTestClient } from '../support/rsocket-client.ts'
import { rsocketTcp, rsocketWebSocket } from '../transports/live/rsocket.ts'
import { stomp } from '../transports/live/stomp.ts'
import { webSocket } from '../transports/live/websocket.ts'

const transports = [webSocket, stomp, rsocketTcp, rsocketWebSocket]

test('an operation that is added to the table can be called over every transport', async (t) => {
  const notes: string[] = []
  const operations = {
    ...liveOperations,
    echo: defineOperation({
      input: z.object({ roomId: Id, words: z.string().min(1) }),
      isAboutRoom: true,
      body: 'fields',
      handle: (_context, { memberId }, { roomId, words }) => ({ roomId, memberId, sentWords: words }),
    }),
    whoami: defineOperation({
      input: z.object({}),
      isAboutRoom: false,
      body: 'none',
      handle: (_context, { memberId }) => ({ memberId }),
    }),
    pages: defineOperation({
      input: z.object({ roomId: Id }),
      isAboutRoom: true,
      body: 'none',
      result: 'document',
      handle: (_context, _session, { roomId }) => `{"items":[{"roomId":${roomId}}],"nextCursor":null}`,
    }),
    note: defineOperation({
      input: z.object({ text: z.string() }),
      isAboutRoom: false,
      body: 'fields',
      isFireAndForget: true,
      handle: (_context, _session, { text }) => ({ noted: notes.push(text) }),
    }),
  }
  const chat = await openChat(t, { operations })
  const node = chat.nodes[0]!
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  for (const transport of transports) {
    const client = await transport.open(t, node, member.token)
    const call = (op: string, input?: object) => client.request(op, input)
    const echoed = { roomId, memberId: member.id, sentWords: 'hello' }
    assert.deepEqual(await call('echo', { roomId, words: 'hello' }), echoed, transport.name)
    assert.equal((await client.rejection('echo', { roomId, words: '' })).code, 'VALIDATION_FAILED')
    assert.deepEqual(await call('whoami'), { memberId: member.id }, transport.name)
    assert.deepEqual(await call('pages', { roomId }), { items: [{ roomId }], nextCursor: null })
    assert.deepEqual(await call('note', { text: transport.name }), { noted: notes.length })
    assert.equal((await call('position', { roomId })).lastSeq, 0)
    await client.close()
  }
  assert.deepEqual(
    notes,
    transports.map(({ name }) => name),
  )

  const rsocket = await RSocketTestClient.open(node, member.token)
  t.after(() => rsocket.close())
  rsocket.fireAndForget('chat.echo', { roomId, words: 'needs a response' })
  rsocket.fireAndForget('chat.note', { text: 'fire and forget' })
  await until(() => notes.includes('fire and forget'), { what: 'the note' })
})

test('a server without that table rejects the operation on every transport', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  for (const transport of transports) {
    const client = await transport.open(t, chat.nodes[0]!, member.token)
    const { code } = await client.rejection('echo', { roomId, words: 'hello' })
    assert.equal(code, transport === stomp ? 'ROUTE_NOT_FOUND' : 'UNKNOWN_OP', transport.name)
    await client.close()
  }
})
