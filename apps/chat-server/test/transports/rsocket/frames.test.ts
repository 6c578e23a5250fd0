import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chatErrors, type ChatErrorCode, closeCodes, type CloseName } from '@munova/chat-contract'
import { docsTable } from '@munova/testing'
import { encodeCompositeMetadata, encodeRoute, WellKnownMimeType } from 'rsocket-composite-metadata'
import {
  deserializeFrame,
  deserializeFrameWithLength,
  ErrorCodes,
  Flags,
  type PayloadFrame,
} from 'rsocket-core'
import { Credit } from '../../../src/transports/rsocket/credit.ts'
import { FrameSplitter } from '../../../src/transports/rsocket/frames/frame-splitter.ts'
import {
  streamEncoding,
  tcpFraming,
  webSocketFraming,
} from '../../../src/transports/rsocket/frames/framing.ts'
import { bearerOf, routeOf } from '../../../src/transports/rsocket/frames/metadata.ts'
import { rejectedSetup, serverClose, violationClose } from '../../../src/transports/rsocket/rsocket-close.ts'
import { cancelError, rejectionError } from '../../../src/transports/rsocket/stream-errors.ts'
import { prefixed } from '../../support/rsocket-peer.ts'

test('composite metadata as other implementations write it is read: route and bearer token', () => {
  const golden = Buffer.from('fe00000f0e636861742e726f6f6d2e73656e64fc00000481746f6b', 'hex')
  assert.equal(routeOf('composite', golden), 'chat.room.send')
  assert.equal(bearerOf(golden), 'tok')
})

test('a route is found among other entries, by its number and by its name, and alone', () => {
  const route = encodeRoute('chat.send')
  const others: [string, Buffer][] = [
    ['application/x.trace', Buffer.alloc(300)],
    ['text/plain', Buffer.from('x')],
  ]
  const byNumber = encodeCompositeMetadata([...others, [WellKnownMimeType.MESSAGE_RSOCKET_ROUTING, route]])
  assert.equal(routeOf('composite', byNumber), 'chat.send')
  const byName = encodeCompositeMetadata(others)
  const name = Buffer.from('message/x.rsocket.routing.v0')
  const entry = Buffer.concat([Buffer.from([name.length - 1]), name, prefixed(route)])
  assert.equal(routeOf('composite', Buffer.concat([byName, entry])), 'chat.send')
  assert.equal(routeOf('routing', route), 'chat.send')
  assert.equal(routeOf('composite', byName), undefined)
})

test('metadata that is not well-formed has no route and no token', () => {
  const cases = ['', 'fe', 'fe0000', 'fe00000f', 'fe0000050e63', '00', '7f61', 'fe000000', 'fe000001ff']
  for (const hex of cases) {
    const metadata = Buffer.from(hex, 'hex')
    assert.equal(routeOf('composite', metadata), undefined, hex)
    assert.equal(bearerOf(metadata), undefined, hex)
  }
  assert.equal(routeOf('routing', Buffer.from([5, 97])), undefined)
  assert.equal(routeOf('routing', null), undefined)
  assert.equal(bearerOf(Buffer.from('fc00000480746f6b', 'hex')), undefined, 'user and password are no token')
})

test('an entry is a PAYLOAD frame that the library reads, with its length before it or in a binary message', () => {
  for (const length of [10, 200, 70_000]) {
    const entry = { roomId: 1, seq: 1, body: Buffer.alloc(length, 'x'), endsFor: undefined }
    const tcp = streamEncoding(tcpFraming, 7)
    const webSocket = streamEncoding(webSocketFraming, 7)
    assert.notEqual(tcp.key, webSocket.key)
    const message = webSocket.encode(entry)
    const headerLength = message.length - length - 6
    assert.equal(message[0], 0x82)
    assert.equal(headerLength, length < 100 ? 2 : length < 65_000 ? 4 : 10)
    const frames = [
      deserializeFrameWithLength(tcp.encode(entry)),
      deserializeFrame(message.subarray(headerLength)),
    ]
    for (const frame of frames as PayloadFrame[]) {
      assert.deepEqual([frame.streamId, frame.flags], [7, Flags.NEXT])
      assert.deepEqual(frame.data, entry.body)
    }
  }
})

test('frames come out of a TCP stream wherever it is cut; too long and too short ones are named', () => {
  const bytes = Buffer.concat([6, 300, 7].map((length) => prefixed(Buffer.alloc(length, length))))
  for (let size = 1; size <= bytes.length; size++) {
    const lengths: number[] = []
    const splitter = new FrameSplitter(1_000, (frame) => {
      assert.ok(frame.every((byte) => byte === frame.length % 256))
      lengths.push(frame.length)
    })
    for (let from = 0; from < bytes.length; from += size) {
      assert.equal(splitter.push(bytes.subarray(from, from + size)), undefined)
    }
    assert.deepEqual(lengths, [6, 300, 7])
  }
  assert.match(new FrameSplitter(1_000, () => {}).push(Buffer.from([0, 0, 5])) ?? '', /shorter/)
  assert.match(new FrameSplitter(1_000, () => {}).push(Buffer.from([0, 4, 0])) ?? '', /1024 bytes/)
})

test('credit adds up without overflowing', () => {
  const credit = new Credit(2)
  credit.spend(2)
  assert.equal(credit.left, 0)
  credit.add(0x7fff_fff0)
  assert.equal(credit.left, 0x7fff_fff0)
  credit.add(0x7fff_fff0)
  credit.spend(1_000_000)
  assert.equal(credit.left, Infinity)
})

test('docs/protocol.md says which numbers of RSocket an error may have', async () => {
  const rows = await docsTable(new URL('../../../../../docs/protocol.md', import.meta.url), 'RSocket errors')
  const kinds = ErrorCodes as unknown as Record<string, number>
  for (const [kind, number] of rows) assert.equal(kinds[kind!], Number(number), kind)
  const sent = (Object.keys(chatErrors) as ChatErrorCode[]).flatMap((code) => {
    const live = { code, message: '', temporary: false }
    return [rejectionError(live).code, cancelError(live).code]
  })
  assert.deepEqual(new Set(rows.map(([kind]) => kinds[kind!])), new Set(sent))
})

test('docs/protocol.md says with which number of RSocket a connection ends', async () => {
  const page = new URL('../../../../../docs/protocol.md', import.meta.url)
  const rows = await docsTable(page, 'RSocket: closing a connection')
  const kinds = ErrorCodes as unknown as Record<string, number>
  for (const [kind, number] of rows) assert.equal(kinds[kind!], Number(number), kind)
  const { INVALID_SETUP, REJECTED_SETUP, CONNECTION_CLOSE, CONNECTION_ERROR } = ErrorCodes
  for (const name of Object.keys(closeCodes) as CloseName[]) {
    const mayComeBack = closeCodes[name].code < 4_500
    assert.equal(serverClose(name, true).code, mayComeBack ? CONNECTION_CLOSE : CONNECTION_ERROR, name)
    assert.equal(serverClose(name, false).code, REJECTED_SETUP, name)
    assert.equal(JSON.parse(serverClose(name, true).text).closeCode, closeCodes[name].code)
  }
  assert.equal(violationClose('', false).code, INVALID_SETUP)
  assert.equal(violationClose('', true).code, CONNECTION_ERROR)
  const rejection = { code: 'TOKEN_EXPIRED', message: '', temporary: false } as const
  assert.equal(rejectedSetup(rejection).code, REJECTED_SETUP)
  const documented = rows.map(([kind]) => kind)
  const others = ['UNSUPPORTED_SETUP', 'REJECTED_RESUME']
  const sent = [INVALID_SETUP, REJECTED_SETUP, CONNECTION_CLOSE, CONNECTION_ERROR].map(
    (code) => ErrorCodes[code],
  )
  assert.deepEqual(new Set(documented), new Set([...sent, ...others]), 'the others: rsocket-hostile.test.ts')
})
