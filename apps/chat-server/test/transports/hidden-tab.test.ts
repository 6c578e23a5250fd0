import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import type { WebSocket } from 'ws'
import { openChat } from '../support/chat.ts'
import { TestClient } from '../support/client.ts'
import { ask, RSocketPeer, setupFrame } from '../support/rsocket-peer.ts'
import { RawStomp } from '../support/stomp-client.ts'

/*
 * The timers of a hidden tab run once a minute, so that a page sends nothing for several intervals of its protocol; its browser
 * still answers pings. Here the page sends nothing at all.
 */

const settings = {
  PING_INTERVAL_MS: '1000',
  STOMP_HEARTBEAT_MS: '1000',
  RSOCKET_LIFETIME_MIN_MS: '1000',
}
const PATIENT = { timeoutMs: 60_000 }

function countPings(socket: WebSocket): () => number {
  let pings = 0
  socket.on('ping', () => pings++)
  return () => pings
}

test('a page that is hidden stays on every WebSocket transport while its browser answers pings', async (t) => {
  const chat = await openChat(t, { settings })
  const [node] = chat.nodes
  const member = await chat.member()
  const json = await chat.client(member)
  const stomp = await RawStomp.connect(t, node!, { token: member.token, 'heart-beat': '1000,0' })
  const rsocket = await RSocketPeer.webSocket(t, node!)
  rsocket.send(setupFrame(member.token, { keepAlive: 900, lifetime: 1_000 }))
  const counts = [json.socket, stomp.socket, rsocket.webSocket!].map(countPings)
  await until(() => counts.every((pings) => pings() >= 6), { what: 'six pings each', ...PATIENT })
  await json.request('ping')
  stomp.send('SEND', { destination: '/app/ping', receipt: 'r' })
  await stomp.next('RECEIPT', { 'receipt-id': 'r' })
  rsocket.send(ask(1))
  await rsocket.answer(1)
})

test('one whose browser does not answer is closed as IDLE, after it was asked', async (t) => {
  const chat = await openChat(t, { settings })
  const [node] = chat.nodes
  const member = await chat.member()
  const stomp = await RawStomp.connect(
    t,
    node!,
    { token: member.token, 'heart-beat': '1000,0' },
    { autoPong: false },
  )
  const rsocket = await RSocketPeer.webSocket(t, node!, { autoPong: false })
  rsocket.send(setupFrame(member.token, { keepAlive: 900, lifetime: 1_000 }))
  const json = await TestClient.open(
    node!.url,
    { authorization: `Bearer ${member.token}` },
    { autoPong: false },
  )
  const sockets = [json.socket, stomp.socket, rsocket.webSocket!]
  const codes: number[] = []
  const counts = sockets.map((socket) => {
    socket.on('close', (code) => codes.push(code))
    return countPings(socket)
  })
  await until(() => codes.length === sockets.length, { what: 'the closes', ...PATIENT })
  assert.deepEqual(
    codes,
    sockets.map(() => closeCodes.IDLE.code),
  )
  assert.ok(counts.every((pings) => pings() > 0))
})
