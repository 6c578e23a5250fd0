import assert from 'node:assert/strict'
import test from 'node:test'
import { clientMessageIdOf, isAnswer, readAnswer, seqOf } from '../src/clients/frame.ts'
import { clientFrame, FrameReader, opcodes } from '../src/clients/frame-reader.ts'

/** As servers send: not masked. */
function serverFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  header[0] = 0x80 | opcode
  header[1] = length < 126 ? length : length < 65_536 ? 126 : 127
  if (header.length === 4) header.writeUInt16BE(length, 2)
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([header, payload])
}

test('frames of every length come out whole, however the reads have cut them', () => {
  const payloads = [0, 1, 125, 126, 300, 65_535, 65_536].map((length) => Buffer.alloc(length, length % 251))
  const short = payloads.filter(({ length }) => length < 1_000)
  for (const step of [1, 2, 3, 7, 61])
    assert.deepEqual(readInSteps(short, step), short, `in steps of ${step}`)
  for (const step of [1_000, 70_000, 1_000_000]) {
    assert.deepEqual(readInSteps(payloads, step), payloads, `in steps of ${step}`)
  }
})

function readInSteps(payloads: Buffer[], step: number): Buffer[] {
  const bytes = Buffer.concat(payloads.map((payload) => serverFrame(opcodes.text, payload)))
  const reader = new FrameReader()
  const got: Buffer[] = []
  const chunk = Buffer.alloc(step)
  for (let at = 0; at < bytes.length; at += step) {
    // The same memory each time, as the socket has it.
    const length = bytes.copy(chunk, 0, at, at + step)
    reader.read(chunk.subarray(0, length), (opcode, payload) => {
      assert.equal(opcode, opcodes.text)
      got.push(Buffer.from(payload))
    })
  }
  return got
}

function readBytes(...bytes: number[]): void {
  new FrameReader().read(Buffer.from(bytes), () => {})
}

test('fragments, masked and endless frames are an error', () => {
  assert.throws(() => readBytes(0x01, 0x00), /fragment/)
  assert.throws(() => readBytes(0x81, 0x81, 0, 0, 0, 0, 65), /masked/)
  assert.throws(() => readBytes(0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0), /4294967296 bytes/)
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

test('answers and events are told apart, and read, by their bytes', () => {
  const ok = Buffer.from('{"id":41,"ok":{"roomId":1,"seq":7,"sentAt":"2026-01-01T00:00:00.000Z"}}')
  const refused = Buffer.from('{"id":42,"error":{"code":"OVERLOADED","message":"x","temporary":true}}')
  const unread = Buffer.from('{"id":null,"error":{"code":"VALIDATION_FAILED"}}')
  const event = Buffer.from(
    '{"event":"message","roomId":1,"seq":123456,"senderId":2,"senderName":"\\"seq\\":9","clientMessageId":"0badcafe-0000-4000-8000-0000000000ff"}',
  )
  const ended = Buffer.from('{"event":"subscription.ended","roomId":1,"error":{}}')
  assert.deepEqual([ok, refused, unread, event, ended].map(isAnswer), [true, true, true, false, false])
  assert.deepEqual(readAnswer(ok), { id: 41, ok: true })
  assert.deepEqual(readAnswer(refused), { id: 42, ok: false })
  assert.equal(readAnswer(unread).id, -1)
  assert.deepEqual([ok, refused, event, ended].map(seqOf), [7, -1, 123_456, -1])
  assert.equal(clientMessageIdOf(event), '0badcafe-0000-4000-8000-0000000000ff')
  assert.equal(clientMessageIdOf(ended), undefined)
})
