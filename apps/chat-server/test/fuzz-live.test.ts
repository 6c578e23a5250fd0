import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { metric, until } from '@munova/testing'
import { serializeFrame } from 'rsocket-core'
import { WebSocket } from 'ws'
import type { ChatServer } from '../src/index.ts'
import { openChat, text } from './support/chat.ts'
import { upTo } from './support/client.ts'
import { random, type Random } from './fuzz/random.ts'
import { brokenFrame } from './fuzz/rsocket.ts'
import { brokenStomp } from './fuzz/stomp.ts'
import { makeUp } from './fuzz/websocket-input.ts'
import { rsocketTcp } from './transports/live/rsocket.ts'
import { webSocket } from './transports/live/websocket.ts'
import { guardedSocket } from './support/rsocket-client.ts'
import { prefixed, setupFrame } from './support/rsocket-peer.ts'
import { rawFrame } from './support/stomp-client.ts'

interface Attack {
  node: ChatServer
  token: string
  dice: Random
}

interface Connection {
  destroy(): void
}

const SEED = 20_261_124
const CONNECTIONS = 40
const FRAMES = 20

const attacks: Record<string, (attack: Attack) => Promise<Connection>> = {
  async websocket({ node, token, dice }) {
    const { hostname, port } = new URL(node.url)
    const socket = await opened(connect(Number(port), hostname))
    const handshake =
      'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${token}\r\n\r\n`
    socket.write(Buffer.concat([Buffer.from(handshake), makeUp(dice).wire, makeUp(dice).wire]))
    return socket
  },
  async stomp({ node, token, dice }) {
    const socket = await openedWebSocket(node, '/stomp')
    socket.send(rawFrame('CONNECT', { 'accept-version': '1.2', passcode: token }))
    for (let n = 0; n < FRAMES; n++) socket.send(brokenStomp(dice), { binary: dice.below(2) === 0 }, ignored)
    return { destroy: () => socket.terminate() }
  },
  async rsocket_websocket({ node, token, dice }) {
    const socket = await openedWebSocket(node, '/rsocket')
    socket.send(serializeFrame(setupFrame(token)))
    for (let n = 0; n < FRAMES; n++) socket.send(brokenFrame(dice), ignored)
    return { destroy: () => socket.terminate() }
  },
  async rsocket_tcp({ node, token, dice }) {
    const socket = await opened(guardedSocket(node.rsocketPort))
    const frames = Array.from({ length: FRAMES }, () => prefixed(brokenFrame(dice)))
    socket.write(Buffer.concat([prefixed(serializeFrame(setupFrame(token))), ...frames]))
    return socket
  },
}

test('while strangers send made-up bytes on every port, the others are served, and nothing is left of it', async (t) => {
  const chat = await openChat(t, { settings: { CONNECTIONS_PER_MEMBER: '1000' } })
  const node = chat.nodes[0]!
  const [stranger, one, two] = [await chat.member(), await chat.member(), await chat.member()]
  const roomId = await chat.group(one.id, two.id)
  const clients = [await webSocket.open(t, node, one.token), await rsocketTcp.open(t, node, two.token)]
  await Promise.all(clients.map((client) => client.request('subscribe', { roomId })))

  const names = Object.keys(attacks)
  const over = new AbortController()
  const attacking = Promise.all(
    names.map((name, n) => attackWith(name, { node, token: stranger.token, seed: SEED + 1_000 * n })),
  ).finally(() => over.abort())
  let last = 0
  while (!over.signal.aborted || last < 50) {
    const { seq } = await clients[last % 2]!.request('send', text(roomId, 'among us'))
    assert.equal(seq, ++last)
    await Promise.all(clients.map((client) => client.reached(roomId, seq)))
  }
  for (const connection of (await attacking).flat()) connection.destroy()
  for (const client of clients) assert.deepEqual(client.seqs(roomId), upTo(last))
  for (const name of names) {
    const ours = name === 'websocket' || name === 'rsocket_tcp' ? 1 : 0
    await until(async () => (await metric(node.url, `chat_${name}_connections`)) === ours, {
      what: `the strangers on ${name} to be gone`,
    })
    const internal = await metric(node.url, `chat_live_errors_total{transport="${name}",code="INTERNAL"}`)
    assert.ok(Number.isNaN(internal), `${internal} failures of our own on ${name}`)
  }
})

/** One connection after the other, each with a seed of its own; half of them stay, to be destroyed later. */
async function attackWith(
  name: string,
  { seed, ...target }: { node: ChatServer; token: string; seed: number },
): Promise<Connection[]> {
  const staying: Connection[] = []
  for (let count = 0; count < CONNECTIONS; count++) {
    const connection = await attacks[name]!({ ...target, dice: random(seed + count) })
    if (count % 2 === 0) connection.destroy()
    else staying.push(connection)
  }
  return staying
}

const ignored = () => {}

async function opened(socket: Socket): Promise<Socket> {
  socket.on('error', ignored)
  socket.resume()
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

async function openedWebSocket(node: ChatServer, path: string): Promise<WebSocket> {
  const socket = new WebSocket(`${node.url.replace('http', 'ws')}${path}`)
  socket.on('error', ignored)
  await new Promise((resolve) => socket.once('open', resolve))
  return socket
}
