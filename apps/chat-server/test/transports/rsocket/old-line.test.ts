import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cleanup, latch, until } from '@munova/testing'
import { BufferEncoders, type OldSocket, RSocketClient } from 'rsocket-core-0.0.27'
import tcpClient from 'rsocket-tcp-client-0.0.27'
import webSocketClient from 'rsocket-websocket-client-0.0.27'
import { WebSocket } from 'ws'
import type { ChatServer } from '../../../src/index.ts'
import { type Json, openChat, text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'
import type { Over } from '../../support/rsocket-client.ts'
import { composite, routeMetadata, tokenMetadata } from '../../support/rsocket-metadata.ts'

async function open(
  t: Cleanup,
  node: ChatServer,
  options: { token: string; over: Over },
): Promise<OldSocket> {
  const transport =
    options.over === 'tcp'
      ? new tcpClient.default({ host: '127.0.0.1', port: node.rsocketPort }, BufferEncoders)
      : new webSocketClient.default(
          { url: `${node.url.replace('http', 'ws')}/rsocket`, wsCreator: (url) => new WebSocket(url) },
          BufferEncoders,
        )
  const client = new RSocketClient({
    setup: {
      keepAlive: 20_000,
      lifetime: 90_000,
      dataMimeType: 'application/json',
      metadataMimeType: composite,
      payload: { data: null, metadata: tokenMetadata(options.token) },
    },
    transport,
    errorHandler: () => {},
  })
  const connected = latch<OldSocket>()
  client.connect().subscribe({ onComplete: connected.resolve, onError: connected.reject })
  const socket = await connected.promise
  t.after(() => socket.close())
  return socket
}

function ask(socket: OldSocket, route: string, input: object): Promise<Json> {
  const answer = latch<Json>()
  socket
    .requestResponse({ data: Buffer.from(JSON.stringify(input)), metadata: routeMetadata(route) })
    .subscribe({
      onComplete: ({ data }) => answer.resolve(JSON.parse(data!.toString())),
      onError: answer.reject,
    })
  return answer.promise
}

for (const over of ['tcp', 'websocket'] as Over[]) {
  test(`${over}: a client of another make sends, streams within its credit, and is rejected by code`, async (t) => {
    const chat = await openChat(t)
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const socket = await open(t, chat.nodes[0]!, { token: member.token, over })
    const seqs: number[] = []
    const opened = latch<{ request(n: number): void; cancel(): void }>()
    socket
      .requestStream({
        data: Buffer.from('{"after":0}'),
        metadata: routeMetadata(`chat.stream.${roomId}`),
      })
      .subscribe({
        onSubscribe: opened.resolve,
        onNext: ({ data }) => seqs.push(JSON.parse(data!.toString()).seq),
        onError: () => {},
        onComplete: () => {},
      })
    const subscription = await opened.promise
    for (const n of upTo(20)) assert.equal((await ask(socket, 'chat.send', text(roomId, `${n}`))).seq, n)
    subscription.request(2)
    await until(() => seqs.length >= 2 || undefined, { what: 'two entries' })
    await ask(socket, 'chat.history', { roomId })
    assert.deepEqual(seqs, [1, 2])
    subscription.request(10)
    await until(() => seqs.length >= 12 || undefined, { what: 'ten more' })
    await ask(socket, 'chat.history', { roomId })
    assert.deepEqual(seqs, upTo(12))
    subscription.cancel()
    socket.fireAndForget({
      data: Buffer.from(JSON.stringify(text(roomId, 'forgotten'))),
      metadata: routeMetadata('chat.send'),
    })
    await until(async () => (await ask(socket, 'join', { roomId })).lastSeq === 21 || undefined, {
      what: 'the forgotten message',
    })
    await assert.rejects(ask(socket, 'chat.dance', {}), /UNKNOWN_OP/)
    assert.deepEqual(seqs, upTo(12))
  })

  test(`${over}: a client of another make sees why its SETUP was rejected`, async (t) => {
    const chat = await openChat(t)
    const socket = await open(t, chat.nodes[0]!, { token: 'nonsense', over })
    await assert.rejects(ask(socket, 'chat.ping', {}), /REJECTED_SETUP.*UNAUTHENTICATED/)
  })
}
