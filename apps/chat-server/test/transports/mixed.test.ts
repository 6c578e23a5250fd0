import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'
import type { LiveClient } from './live/client.ts'
import { rsocketBare, rsocketTcp, rsocketWebSocket } from './live/rsocket.ts'
import { stomp } from './live/stomp.ts'
import { webSocket } from './live/websocket.ts'

const transports = [webSocket, stomp, rsocketTcp, rsocketWebSocket, rsocketBare]
const words = [
  '첫 번째 👟👟',
  'tab\tand "quotes" \\ and : colon',
  'two\n\nlines\r\n',
  '\u202e rtl',
  'x'.repeat(4_000),
]

test('one room, every transport, two nodes, all sending at once: the same seqs, the same bytes for all', async (t) => {
  const chat = await openChat(t, { nodes: 2, broker: 'rabbit' })
  const members = await Promise.all(upTo(20).map(() => chat.member()))
  const roomId = await chat.group(...members.map(({ id }) => id))
  const clients: LiveClient[] = []
  for (const [n, { token }] of members.entries()) {
    const client = await transports[n % transports.length]!.open(t, chat.nodes[n % 2]!, token)
    await client.request('subscribe', { roomId, after: 0 })
    clients.push(client)
  }
  await Promise.all(
    clients.flatMap((client) => words.map((each) => client.request('send', text(roomId, each)))),
  )
  const total = clients.length * words.length
  await Promise.all(clients.map((client) => client.reached(roomId, total)))
  const [first, ...others] = clients
  assert.deepEqual(first!.seqs(roomId), upTo(total))
  assert.deepEqual(new Set(first!.events.map((event) => event.content.text)), new Set(words))
  for (const client of others) assert.deepEqual(client.bodies, first!.bodies)

  await first!.request('typing', { roomId })
  const events = others.map((client) =>
    until(() => client.bodies[total]?.toString(), { what: 'the event that somebody types' }),
  )
  const event = { event: 'typing', roomId, senderId: members[0]!.id, senderName: `member ${members[0]!.id}` }
  assert.deepEqual(new Set(await Promise.all(events)), new Set([JSON.stringify(event)]))
})
