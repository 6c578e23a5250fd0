import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { WebSocket } from 'ws'
import { openChat, text } from '../support/chat.ts'
import { guardedSocket } from '../support/rsocket-client.ts'

const inOrder = (all: Buffer[]) => all.toSorted((a, b) => a.compare(b))
const hex = (words: string) => Buffer.from(words.replace(/\s/g, ''), 'hex')
const prefixed = (body: Buffer, lengthBytes: number) => {
  const length = Buffer.alloc(lengthBytes)
  length.writeUIntBE(body.length, 0, lengthBytes)
  return Buffer.concat([length, body])
}

/** As rsocket-java writes it for Spring's RSocketRequester, from the specification and not by a library of ours. */
const spring = {
  setup: (token: string) =>
    Buffer.concat([
      // Stream 0, SETUP with metadata, version 1.0, keep-alive 20 s, lifetime 90 s.
      hex('00000000 0500 0001 0000 00004e20 00015f90'),
      prefixed(Buffer.from('message/x.rsocket.composite-metadata.v0'), 1),
      prefixed(Buffer.from('application/json'), 1),
      // Composite metadata with one entry, authentication: bearer.
      prefixed(Buffer.concat([hex('fc'), prefixed(Buffer.concat([hex('81'), Buffer.from(token)]), 3)]), 3),
    ]),
  /** Metadata of three entries: route, MIME type of the data by its number, MIME types of the answer. */
  request(streamId: number, route: string, data: string) {
    const routing = Buffer.concat([hex('fe'), prefixed(prefixed(Buffer.from(route), 1), 3)])
    const metadata = Buffer.concat([routing, hex('fa 000001 85'), hex('fb 000001 85')])
    const header = hex('00000000 1100')
    header.writeUInt32BE(streamId, 0)
    return Buffer.concat([header, prefixed(metadata, 3), Buffer.from(data)])
  },
  keepAlive: hex('00000000 0c80 0000000000000000'),
}

/** A PAYLOAD with NEXT and COMPLETE. */
function answer(streamId: number, data: string): Buffer {
  const header = hex('00000000 2860')
  header.writeUInt32BE(streamId, 0)
  return Buffer.concat([header, Buffer.from(data)])
}

test('the bytes of a Spring client, over TCP and WebSocket: what comes back is what the specification says', async (t) => {
  const chat = await openChat(t)
  const { id, token } = await chat.member()
  const roomId = await chat.group(id)
  const { rsocketPort, url } = chat.nodes[0]!
  const frames = [
    spring.setup(token),
    spring.request(1, 'join', JSON.stringify({ roomId })),
    spring.keepAlive,
    spring.request(3, 'chat.ping', ''),
  ]
  const standing = JSON.stringify({ roomId, position: 0, lastSeq: 0, readSeq: 0, epoch: 1, epochStart: 0 })
  const expected = [answer(1, standing), hex('00000000 0c00 0000000000000000'), answer(3, '{}')]

  const socket = guardedSocket(rsocketPort)
  t.after(() => void socket.destroy())
  const received: Buffer[] = []
  socket.on('data', (chunk) => received.push(chunk))
  socket.write(Buffer.concat(frames.map((frame) => prefixed(frame, 3))))
  const total = expected.reduce((sum, frame) => sum + 3 + frame.length, 0)
  const bytes = await until(
    () => (Buffer.concat(received).length >= total ? Buffer.concat(received) : undefined),
    {
      what: 'three answers over TCP',
    },
  )
  const overTcp: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 3 + bytes.readUIntBE(at, 3)) {
    overTcp.push(bytes.subarray(at + 3, at + 3 + bytes.readUIntBE(at, 3)))
  }
  assert.deepEqual(inOrder(overTcp), inOrder(expected))

  const webSocket = new WebSocket(`${url.replace('http', 'ws')}/rsocket`)
  t.after(() => webSocket.terminate())
  const messages: Buffer[] = []
  webSocket.on('message', (data: Buffer) => messages.push(data))
  webSocket.on('open', () => frames.forEach((frame) => webSocket.send(frame)))
  await until(() => messages.length >= expected.length, { what: 'three answers over WebSocket' })
  assert.deepEqual(inOrder(messages), inOrder(expected))
})

test('lines typed into a WebSocket without a subprotocol, as websocat sends them: answered by lines of JSON', async (t) => {
  const chat = await openChat(t)
  const { id, token } = await chat.member()
  const roomId = await chat.group(id)
  const headers = { authorization: `Bearer ${token}` }
  const socket = new WebSocket(`${chat.nodes[0]!.url.replace('http', 'ws')}/ws`, { headers })
  t.after(() => socket.terminate())
  const lines: string[] = []
  socket.on('message', (data: Buffer, isBinary) => lines.push(isBinary ? 'binary' : data.toString()))
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(`{"id":1,"op":"subscribe","roomId":${roomId}}\n`)
  await until(() => lines.length === 1, { what: 'the answer' })
  socket.send(`${JSON.stringify({ id: 2, op: 'send', ...text(roomId, 'by hand') })}\r\n`)
  await until(() => lines.length === 3, { what: 'the answer and the event' })
  assert.equal(
    lines[0],
    `{"id":1,"ok":{"roomId":${roomId},"position":0,"lastSeq":0,"readSeq":0,"epoch":1,"epochStart":0}}`,
  )
  assert.match(
    lines.find((line) => line.startsWith('{"id":2'))!,
    /^\{"id":2,"ok":\{"roomId":\d+,"seq":1,/,
  )
  assert.ok(lines.some((line) => line.startsWith(`{"event":"message","roomId":${roomId},"seq":1,`)))
})
