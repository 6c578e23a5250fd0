import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cleanup, until } from '@munova/testing'
import { openTcpProxy } from './support/tcp-proxy.ts'
import { clientLimits } from '@munova/chat-client'
import { openChat, text, wsUrl } from './support/chat.ts'

const HOUR_MS = 3_600_000
/** A client with these notices nothing by itself. */
const patient = { silenceMs: HOUR_MS, responseTimeoutMs: HOUR_MS, pingTimeoutMs: 100 }
/** The mean delay of a reconnect is hours. */
const late = { backoffBaseMs: 1e9, backoffCapMs: 24 * HOUR_MS }

/** A client that is live, through a proxy. */
async function connected(t: Cleanup, limits: object) {
  const chat = await openChat(t)
  const member = await chat.member()
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  const { client, states } = chat.client(member, { url: proxy.url, limits })
  await until(() => client.state.name === 'live', { what: 'the connection' })
  return { client, states, proxy }
}

/** The events of a browser, in this process. */
function fakeBrowser(t: Cleanup) {
  const listeners = new Set<string>()
  const window = new EventTarget()
  const page = new EventTarget()
  const listenTo =
    (target: EventTarget) =>
    (type: string, listener: () => void, { signal }: { signal: AbortSignal }) => {
      listeners.add(type)
      signal.addEventListener('abort', () => listeners.delete(type))
      target.addEventListener(type, listener, { signal })
    }
  const document = { visibilityState: 'visible', addEventListener: listenTo(page) }
  const globals = { addEventListener: listenTo(window), document }
  Object.assign(globalThis, globals)
  t.after(() => {
    for (const name of Object.keys(globals)) Reflect.deleteProperty(globalThis, name)
  })
  return {
    listeners,
    online: () => window.dispatchEvent(new Event('online')),
    show(visibilityState: 'visible' | 'hidden') {
      document.visibilityState = visibilityState
      page.dispatchEvent(new Event('visibilitychange'))
    },
  }
}

test('wake() finds out that the connection is dead, and replaces it', async (t) => {
  const { client, proxy } = await connected(t, patient)
  proxy.freeze()
  client.wake()
  await until(() => proxy.count === 2 && client.state.name === 'live', { what: 'another connection' })
})

test('after wake() a client leaves a frozen node with its sends pending; each is stored once', async (t) => {
  const chat = await openChat(t, { nodes: 0 })
  const nodes = [await chat.addProcess(), await chat.addProcess()]
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const { client } = chat.client(member, { url: nodes.map(wsUrl), limits: patient })
  const room = await client.join(roomId, { onEvent: () => {} })
  const { state } = client
  const frozen = nodes.find((node) => state.name === 'live' && wsUrl(node) === state.url)!
  frozen.freeze()
  const sends = ['one', 'two', 'three'].map((words) => room.send(text(words)))
  const requests = [room.history({ limit: 1 }), room.read(0)]
  client.wake()
  const stored = await Promise.all(sends)
  await Promise.all(requests)
  // The frozen node has a send in its socket.
  frozen.thaw()
  const again = chat.client(member, { url: wsUrl(frozen) })
  await (await again.client.join(roomId, { onEvent: () => {} })).send(text('four'))
  assert.deepEqual(
    stored.map(({ seq }) => seq),
    [1, 2, 3],
  )
  assert.deepEqual(await chat.texts(roomId), ['one', 'two', 'three', 'four'])
})

test('after wake() an attempt to connect to a frozen node is given up, too', async (t) => {
  const chat = await openChat(t, { nodes: 0 })
  const node = await chat.addProcess()
  const member = await chat.member()
  node.freeze()
  const logged: string[] = []
  const { client, states } = chat.client(member, {
    url: wsUrl(node),
    limits: { ...patient, connectTimeoutMs: HOUR_MS },
    log: (_message, { reason }) => logged.push(String(reason)),
  })
  await until(
    () => {
      client.wake()
      return states.some(({ name }) => name === 'waiting')
    },
    { what: 'the client to give up' },
  )
  assert.deepEqual(logged, ['The server does not respond'])
  node.thaw()
  await until(() => client.state.name === 'live', { what: 'the connection', timeoutMs: 60_000 })
})

test('a sign-in that the node does not answer is given up after wake()', async (t) => {
  const chat = await openChat(t, { settings: { AUTH_TIMEOUT_MS: String(HOUR_MS) } })
  const member = await chat.member()
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  proxy.dropNextRequests()
  const { client } = chat.client(member, {
    url: proxy.url,
    limits: { ...patient, connectTimeoutMs: HOUR_MS },
  })
  await until(() => proxy.chunks === 1, { what: 'the response to the handshake' })
  client.wake()
  await until(() => proxy.count === 2 && client.state.name === 'live', { what: 'another connection' })
})

test('a frozen node is left within ten seconds of wake()', () => {
  const { pingTimeoutMs, backoffBaseMs } = clientLimits
  assert.ok(pingTimeoutMs + backoffBaseMs <= 10_000)
})

test('wake() keeps a connection that is alive', async (t) => {
  const { client, states, proxy } = await connected(t, patient)
  for (let round = 0; round < 3; round++) {
    const { chunks } = proxy
    client.wake()
    client.wake()
    await until(() => proxy.chunks > chunks, { what: 'the response to the ping' })
  }
  assert.deepEqual(
    states.map(({ name }) => name),
    ['connecting', 'live'],
  )
})

test('wake() connects at once instead of waiting, and does nothing before connect() and after close()', async (t) => {
  const { client, proxy } = await connected(t, late)
  proxy.cut()
  await until(() => client.state.name === 'waiting', { what: 'the loss' })
  client.wake()
  await until(() => client.state.name === 'live', { what: 'the reconnect' })
  await client.close()
  client.wake()
  assert.equal(client.state.name, 'closed')
})

test('in a browser the client wakes when it is online or visible again, and listens until it is closed', async (t) => {
  const browser = fakeBrowser(t)
  const { client, proxy } = await connected(t, { ...patient, ...late })
  assert.deepEqual([...browser.listeners], ['online', 'visibilitychange'])
  for (const wake of [browser.online, () => browser.show('visible')]) {
    proxy.cut()
    await until(() => client.state.name === 'waiting', { what: 'the loss' })
    browser.show('hidden')
    assert.equal(client.state.name, 'waiting')
    wake()
    await until(() => client.state.name === 'live', { what: 'the reconnect' })
  }
  await client.close()
  assert.deepEqual([...browser.listeners], [])
})
