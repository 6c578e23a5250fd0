import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { type Json, openChat } from '../../support/chat.ts'
import { openStomp, parseRaw, type RawFrame } from '../../support/stomp-client.ts'

const page = await readFile(new URL('../../../../../docs/protocol.md', import.meta.url), 'utf8')

test('every STOMP example of docs/protocol.md happens as it is written, with @stomp/stompjs', async (t) => {
  const chat = await openChat(t)
  await chat.sql`
    insert into members (id, display_name, role, status, revision) values (42, '민지', 'BUYER', 'ACTIVE', 1)`
  await chat.sql`
    with room as (
      insert into rooms (id, kind, title, owner_id, member_count, max_members) overriding system value
      values (7, 'GROUP', 'examples', 42, 1, 10) returning id
    )
    insert into room_members (room_id, member_id, role) select id, 42, 'OWNER' from room`
  const token = await chat.tokens.sign({ memberId: 42 })
  const received: RawFrame[] = []
  const steps = [...page.matchAll(/```stomp\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => block!.split(/^(?=[→←] )/m))
    .map((text) => ({ isOurs: text.startsWith('→'), frame: parseRaw(text.slice(2).trim()) }))
  assert.ok(steps.length > 10)
  const [first, ...rest] = steps
  const { client } = await openStomp(t, chat.nodes[0]!, {
    connectHeaders: { Authorization: first!.frame.headers['Authorization']!.replace('<token>', token) },
    onSocket: (socket) =>
      socket.on('message', (data: Buffer) => received.push(unescaped(parseRaw(data.toString())))),
  })
  for (const { isOurs, frame } of rest) {
    const { id, destination, ...headers } = frame.headers
    if (!isOurs) await expect(received, frame)
    else if (frame.command === 'SUBSCRIBE') client.subscribe(destination!, () => {}, { ...headers, id: id! })
    else if (frame.command === 'SEND')
      client.publish({ destination: destination!, headers, body: frame.body })
    else if (frame.command === 'DISCONNECT') {
      client.disconnectHeaders = headers
      void client.deactivate()
    } else assert.fail(frame.command)
  }
  assert.deepEqual(received, [], 'nothing else arrived')
})

/** Takes the frame out of what was received. An answer and the event it causes may come in either order. */
async function expect(received: RawFrame[], expected: RawFrame): Promise<void> {
  const isExpected = ({ command, headers }: RawFrame) =>
    command === expected.command && headers['message-id'] === expected.headers['message-id']
  const actual = await until(() => received.find(isExpected), { what: JSON.stringify(expected) })
  received.splice(received.indexOf(actual), 1)
  delete actual.headers['content-length']
  assert.deepEqual(comparable(actual), comparable(expected))
}

function unescaped(frame: RawFrame): RawFrame {
  const entries = Object.entries(frame.headers).map(([name, value]) => [name, value.replaceAll('\\c', ':')])
  return { ...frame, headers: Object.fromEntries(entries) }
}

function comparable({ command, headers, body }: RawFrame): Json {
  const instants = /\d{4}-\d\d-\d\dT[\d:.]+Z/g
  return JSON.parse(JSON.stringify({ command, headers, body }).replace(instants, 'instant'))
}
