import assert from 'node:assert/strict'
import test from 'node:test'
import type { Framing, FramingEvents } from '../../src/clients/framing/framing.ts'
import { lengthPrefixed } from '../../src/clients/framing/length-prefixed.ts'
import { natsFraming } from '../../src/clients/framing/nats.ts'
import { clientFrame, opcodes, webSocket } from '../../src/clients/framing/websocket.ts'

interface Received {
  frames: Buffer[]
  replies: Buffer[]
  closed: [number, string][]
}

function openFraming(open: (events: FramingEvents) => Framing): Received & { framing: Framing } {
  const received: Received = { frames: [], replies: [], closed: [] }
  const framing = open({
    onOpen() {},
    onFrame: (bytes, from, to) => received.frames.push(Buffer.from(bytes.subarray(from, to))),
    reply: (bytes) => received.replies.push(bytes),
    onClose: (code, reason) => received.closed.push([code, reason]),
  })
  framing.open()
  return { ...received, framing }
}

function upgraded() {
  const opened = openFraming((events) => webSocket({ host: 'x', path: '/' }, 'text', events))
  opened.framing.read(Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'))
  return opened
}

/** An unmasked frame, as servers send it. */
function serverFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  header[0] = 0x80 | opcode
  header[1] = length < 126 ? length : length < 65_536 ? 126 : 127
  if (header.length === 4) header.writeUInt16BE(length, 2)
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([header, payload])
}

/** Reads in chunks that share the same memory, as a socket does. */
function readInSteps(framing: Framing, bytes: Buffer, step: number): void {
  const chunk = Buffer.alloc(step)
  for (let at = 0; at < bytes.length; at += step) {
    const length = bytes.copy(chunk, 0, at, at + step)
    framing.read(chunk.subarray(0, length))
  }
}

const payloads = [0, 1, 125, 126, 300, 65_535, 65_536].map((length) => Buffer.alloc(length, length % 251))
const short = payloads.filter(({ length }) => length < 1_000)
const steps: [number, Buffer[]][] = [
  ...[1, 2, 3, 7, 61].map((step): [number, Buffer[]] => [step, short]),
  ...[1_000, 70_000, 1_000_000].map((step): [number, Buffer[]] => [step, payloads]),
]

test('frames of every length are reassembled, however the reads split them', () => {
  for (const [step, expected] of steps) {
    const overWebSocket = upgraded()
    const encoded = expected.map((payload) => serverFrame(opcodes.text, payload))
    readInSteps(overWebSocket.framing, Buffer.concat(encoded), step)
    assert.deepEqual(overWebSocket.frames, expected, `WebSocket in steps of ${step}`)

    const onTcp = openFraming(lengthPrefixed)
    readInSteps(onTcp.framing, Buffer.concat(expected.map((payload) => onTcp.framing.encode(payload))), step)
    assert.deepEqual(onTcp.frames, expected, `with lengths in steps of ${step}`)
  }
})

function read(...bytes: number[]): void {
  upgraded().framing.read(Buffer.from(bytes))
}

test('fragments, masked and endless frames are an error', () => {
  assert.throws(() => read(0x01, 0x00), /fragment/)
  assert.throws(() => read(0x81, 0x81, 0, 0, 0, 0, 65), /masked/)
  assert.throws(() => read(0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0), /a frame of 4294967306 bytes/)
})

test('a client frame is masked with zeros', () => {
  assert.deepEqual(
    clientFrame(opcodes.text, Buffer.from('hi')),
    Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]),
  )
  const long = clientFrame(opcodes.text, Buffer.alloc(300))
  assert.deepEqual(long.subarray(0, 4), Buffer.from([0x81, 0xfe, 1, 44]))
  assert.equal(long.length, 308)
})

test('a ping is answered with its payload, a close is reported with its code', () => {
  const { framing, replies, closed } = upgraded()
  framing.read(serverFrame(opcodes.ping, Buffer.from('you?')))
  assert.deepEqual(replies, [clientFrame(opcodes.pong, Buffer.from('you?'))])
  framing.read(serverFrame(opcodes.close, Buffer.concat([Buffer.from([0x0f, 0xa2]), Buffer.from('slow')])))
  framing.read(serverFrame(opcodes.close, Buffer.alloc(0)))
  assert.deepEqual(
    closed.map(([code]) => code),
    [4002, 1005],
  )
})

test('a rejected handshake is reported, however the reads split its head', () => {
  for (const step of [1, 20, 1_000]) {
    const { framing, closed } = openFraming((events) => webSocket({ host: 'x', path: '/' }, 'text', events))
    readInSteps(framing, Buffer.from('HTTP/1.1 503 OVERLOADED\r\nConnection: close\r\n\r\n{}'), step)
    assert.match(closed[0]![1], /503 OVERLOADED/)
  }
})

test('NATS: lines and payloads arrive whole, wherever the reads are cut', () => {
  const frames = [
    'INFO {}\r\n',
    'PONG\r\n',
    'MSG room.1 1 7\r\na\r\nPING\r\n',
    'MSG room.1 1 0\r\n\r\n',
    'PING\r\n',
  ]
  const bytes = Buffer.from(frames.join(''))
  for (let step = 1; step <= bytes.length; step++) {
    const { framing, ...received } = openFraming(natsFraming)
    readInSteps(framing, bytes, step)
    assert.deepEqual(received.frames.map(String), frames)
  }
})
