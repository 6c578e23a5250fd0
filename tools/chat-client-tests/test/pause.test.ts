import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Cleanup, latch, until } from '@munova/testing'
import { openChat, text, upTo, wsUrl } from './support/chat.ts'
import { openTcpProxy } from './support/tcp-proxy.ts'

/** Longer than AUTH_TIMEOUT_MS, with which a connection has to sign in. */
const PAUSE_MS = 7_000
const PATIENT = { timeoutMs: 90_000 }

/** A node in a process of its own, through a proxy, with members of one room. */
async function stage(t: Cleanup, { members: count }: { members: number }) {
  const chat = await openChat(t, { nodes: 0 })
  const node = await chat.addProcess()
  const proxy = await openTcpProxy(t, node.url)
  const members = await Promise.all(upTo(count).map(() => chat.member()))
  const roomId = await chat.group(...members.map(({ id }) => id))
  return { chat, node, proxy, members, roomId, nodeUrl: wsUrl(node) }
}

test('sixty clients whose node pauses while they sign in all get in', async (t) => {
  const { chat, node, proxy, members, roomId } = await stage(t, { members: 60 })
  const release = proxy.holdRequests()
  const logged: unknown[] = []
  const clients = members.map((member) =>
    chat.client(member, { url: proxy.url, log: (_message, { code }) => logged.push(code) }),
  )
  await until(() => proxy.chunks === members.length, { what: 'the handshakes', ...PATIENT })
  node.freeze()
  release()
  await pause(PAUSE_MS)
  node.thaw()
  const rooms = await Promise.all(clients.map(({ client }) => client.join(roomId, { onEvent: () => {} })))
  await Promise.all(rooms.map((room, n) => room.send(text(`${n}`))))
  assert.equal((await chat.texts(roomId)).length, members.length)
  const closed = clients.filter(({ states }) => states.some(({ name }) => name === 'closed'))
  assert.deepEqual(closed, [], `close codes: ${logged.join(', ')}`)
})

test('clients whose node pauses while they subscribe and send go on', async (t) => {
  const { chat, node, members, roomId, nodeUrl } = await stage(t, { members: 10 })
  const clients = members.map((member) => chat.client(member, { url: nodeUrl }))
  await until(() => clients.every(({ client }) => client.state.name === 'live'), {
    what: 'the connections',
    ...PATIENT,
  })
  node.freeze()
  const seen = members.map((): string[] => [])
  const joining = clients.map(({ client }, n) =>
    client.join(roomId, {
      after: 0,
      onEvent: (entry) =>
        entry.event === 'message' && entry.type === 'TEXT' && seen[n]!.push(entry.content.text),
    }),
  )
  await pause(PAUSE_MS)
  node.thaw()
  const rooms = await Promise.all(joining)
  node.freeze()
  const sends = rooms.map((room, n) => room.send(text(`${n}`)))
  await pause(PAUSE_MS)
  node.thaw()
  await Promise.all(sends)
  await until(() => seen.every((texts) => texts.length === members.length), {
    what: 'the messages',
    ...PATIENT,
  })
  assert.equal((await chat.texts(roomId)).length, members.length)
  for (const { client } of clients) assert.equal(client.state.name, 'live')
})

test('clients whose node pauses while they refresh their tokens, and past the expiry of these, go on', async (t) => {
  const { chat, node, members, roomId, nodeUrl } = await stage(t, { members: 10 })
  const frozen = latch()
  let waiting = 0
  const clients = members.map((member) => {
    let isFirst = true
    const token = async ({ fresh }: { fresh: boolean }) => {
      if (!fresh && isFirst) return member.sign(5)
      isFirst = false
      waiting++
      await frozen.promise
      return member.sign(3_600)
    }
    return chat.client({ sign: () => member.sign() }, { url: nodeUrl, token, limits: { refreshMinMs: 100 } })
  })
  const rooms = await Promise.all(clients.map(({ client }) => client.join(roomId, { onEvent: () => {} })))
  await until(() => waiting >= members.length, { what: 'the refreshes', ...PATIENT })
  node.freeze()
  frozen.resolve()
  await pause(PAUSE_MS)
  node.thaw()
  await Promise.all(rooms.map((room, n) => room.send(text(`${n}`))))
  assert.equal((await chat.texts(roomId)).length, members.length)
  for (const { client } of clients) assert.equal(client.state.name, 'live')
})
