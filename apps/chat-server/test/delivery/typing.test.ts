import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metric, until } from '@munova/testing'
import { type Chat, openChat, text } from '../support/chat.ts'
import { type TestClient, upTo } from '../support/client.ts'

const typists = (client: TestClient) =>
  client.events.filter(({ event }) => event === 'typing').map(({ senderId }) => senderId)
const count = (chat: Chat, result: string) =>
  metric(chat.nodes[0]!.url, `chat_typing_total{result="${result}"}`)

/** A message after the events shows that no more of them are under way. */
async function settled(roomId: number, clients: TestClient[]): Promise<void> {
  const { seq } = await clients[0]!.request('send', text(roomId, 'done'))
  await Promise.all(clients.map((client) => client.reached(roomId, seq)))
}

test('typing events above a member’s quota are dropped and counted, over all connections of the member', async (t) => {
  const chat = await openChat(t, { settings: { TYPING_PER_SECOND: '1', TYPING_BURST: '3' } })
  const [typist, reader] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(typist.id, reader.id)
  const [one, two, reading] = [
    await chat.client(typist),
    await chat.client(typist),
    await chat.client(reader),
  ]
  await Promise.all([one, two, reading].map((client) => client.request('subscribe', { roomId })))
  for (const n of upTo(40)) assert.deepEqual(await [one, two][n % 2]!.request('typing', { roomId }), {})
  const delivered = await count(chat, 'delivered')
  assert.ok(delivered >= 3 && delivered < 20, `${delivered} delivered`)
  assert.equal(await count(chat, 'dropped'), 40 - delivered)
  await settled(roomId, [one, two, reading])
  assert.equal(typists(reading).length, delivered)
  assert.deepEqual([...typists(one), ...typists(two)], [], 'not to the member’s own connections')
})

test('typing events above a room’s quota are dropped on each node, however many members type', async (t) => {
  const chat = await openChat(t, { nodes: 2, settings: { ROOM_TYPING_PER_SECOND: '2' } })
  const members = await Promise.all(upTo(31).map(() => chat.member()))
  const roomId = await chat.group(...members.map(({ id }) => id))
  const clients = await Promise.all(
    members.map((member, n) => chat.client(member, chat.nodes[n === 0 ? 1 : 0])),
  )
  await Promise.all(clients.map((client) => client.request('subscribe', { roomId })))
  await Promise.all(clients.slice(1).map((client) => client.request('typing', { roomId })))
  const delivered = await count(chat, 'delivered')
  assert.ok(delivered >= 2 && delivered < 15, `${delivered} delivered`)
  await settled(roomId, clients)
  assert.ok(typists(clients[0]!).length <= delivered)
})

test('a subscriber that is behind gets no typing event, and none is in the log or repeated', async (t) => {
  const chat = await openChat(t, { settings: { QUEUE_HIGH_BYTES: '65536', QUEUE_HARD_BYTES: '67108864' } })
  const [typist, sleeper] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(typist.id, sleeper.id)
  const [typing, sleeping] = [await chat.client(typist), await chat.client(sleeper)]
  await Promise.all([typing, sleeping].map((client) => client.request('subscribe', { roomId })))
  sleeping.socket.pause()
  const total = 4_000
  for (let n = 0; n < total; n += 100) {
    await Promise.all(upTo(100).map(() => typing.request('send', text(roomId, 'x'.repeat(4_000)))))
  }
  for (const _ of upTo(5)) await typing.request('typing', { roomId })
  assert.equal(await count(chat, 'delivered'), 5)
  sleeping.socket.resume()
  await sleeping.reached(roomId, total)
  await settled(roomId, [typing, sleeping])
  assert.deepEqual(typists(sleeping), [])
  assert.deepEqual(sleeping.seqs(roomId), upTo(total + 1))
  await typing.request('typing', { roomId })
  const page = await typing.request('history', { roomId, limit: 5 })
  assert.ok(page.items.every(({ event }: { event: string }) => event === 'message'))
  const back = await chat.client(sleeper)
  await back.request('subscribe', { roomId, after: total - 1 })
  await back.reached(roomId, total + 1)
  assert.deepEqual(typists(back), [])
})

test('while the broker is away typing stays on its node, and is not kept for later', async (t) => {
  const chat = await openChat(t, { nodes: 2, settings: { SWEEP_BROKER_DOWN_MS: '100' } })
  const [typist, reader] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(typist.id, reader.id)
  const [typing, near, far] = [
    await chat.client(typist),
    await chat.client(reader),
    await chat.client(reader, chat.nodes[1]),
  ]
  const all = [typing, near, far]
  await Promise.all(all.map((client) => client.request('subscribe', { roomId })))
  chat.exchange.stop()
  await typing.request('typing', { roomId })
  await until(() => typists(near).length === 1, { what: 'the event on the node of the typist' })
  chat.exchange.start()
  await typing.request('typing', { roomId })
  await until(() => typists(far).length === 1, { what: 'a event over the bus' })
  await settled(roomId, all)
  assert.deepEqual(typists(far), [typist.id])
})
