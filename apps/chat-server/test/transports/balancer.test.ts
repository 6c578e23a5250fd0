import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { freePort, type ServerProcess, testEdge, until } from '@munova/testing'
import { WebSocket } from 'ws'
import { type Chat, openChat, text } from '../support/chat.ts'
import { TestClient } from '../support/client.ts'
import { nodeProcess } from '../support/node-process.ts'
import { RSocketTestClient } from '../support/rsocket-client.ts'

const CLIENTS = 4

/** A node in a slot of the balancer; it leaves slowly. */
async function slotNode(t: TestContext, chat: Chat): Promise<ServerProcess & { rsocketPort: number }> {
  const rsocketPort = await freePort()
  const settings = { RSOCKET_PORT: String(rsocketPort), DRAIN_GRACE_MS: '60000', TRUST_PROXY: '127.0.0.1' }
  const node = await nodeProcess(t, chat, { settings })
  await until(async () => (await fetch(`${node.url}/readyz`)).ok || undefined, {
    what: 'the node to be ready',
  })
  return { ...node, rsocketPort }
}

test('behind deploy/haproxy.cfg the connections of a frozen node are cut, those of a leaving one are not', async (t) => {
  const chat = await openChat(t, {
    nodes: 0,
    broker: 'rabbit',
    settings: { CONNECTIONS_PER_MEMBER: '100' },
  })
  const [frozen, other] = await Promise.all([slotNode(t, chat), slotNode(t, chat)])
  const slotOf = ({ url, rsocketPort }: typeof frozen) => ({ port: Number(new URL(url).port), rsocketPort })
  const edge = await testEdge(t, {
    nodes: { 'chat-server-a1': slotOf(frozen), 'chat-server-a2': slotOf(other) },
  })
  const reaches = async (status: string) => {
    for (const backend of ['chat-server', 'chat-rsocket'])
      await until(async () => (await edge.status(`${backend}/a1`)).startsWith(status) || undefined, {
        what: `${backend}/a1 to be ${status}`,
      })
  }
  const address = { url: `http://127.0.0.1:${edge.port(4100)}`, rsocketPort: edge.port(7000) }
  const member = await chat.member()
  const roomId = await chat.group(member.id)

  const webSocket = async () => {
    const client = await TestClient.open(address.url)
    t.after(() => client.close())
    await client.request('connect', { token: member.token })
    return client
  }
  const rsocket = async () => {
    const client = await RSocketTestClient.open(address, member.token)
    t.after(() => client.close())
    return client
  }
  const open = async () => {
    const clients = { webSockets: [] as TestClient[], rsockets: [] as RSocketTestClient[] }
    for (let count = 0; count < CLIENTS; count++) {
      clients.webSockets.push(await webSocket())
      clients.rsockets.push(await rsocket())
    }
    return clients
  }
  const work = async ({ webSockets, rsockets }: Awaited<ReturnType<typeof open>>) => {
    for (const client of webSockets) await client.request('send', text(roomId, 'served'))
    for (const client of rsockets) await client.ask('chat.send', text(roomId, 'served'))
  }

  await reaches('UP')
  const before = await open()
  await work(before)
  frozen.freeze()
  const isOpen = {
    webSocket: ({ socket }: TestClient) => socket.readyState === WebSocket.OPEN,
    rsocket: ({ ending }: RSocketTestClient) => ending === undefined,
  }
  // Half of each: they were spread in turn.
  await until(
    () =>
      before.webSockets.filter(isOpen.webSocket).length === CLIENTS / 2 &&
      before.rsockets.filter(isOpen.rsocket).length === CLIENTS / 2,
    { what: 'the connections of the frozen node to end' },
  )
  await reaches('DOWN')
  await work({
    webSockets: [...before.webSockets.filter(isOpen.webSocket), await webSocket()],
    rsockets: [...before.rsockets.filter(isOpen.rsocket), await rsocket()],
  })

  frozen.thaw()
  await reaches('UP')
  const after = await open()
  frozen.process.kill('SIGTERM')
  await reaches('NOLB')
  await work(after)
  const during = await open()
  await work(during)
  assert.ok(after.webSockets.every(isOpen.webSocket) && after.rsockets.every(isOpen.rsocket))
})
