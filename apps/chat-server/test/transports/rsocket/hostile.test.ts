import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cleanup, until } from '@munova/testing'
import { ErrorCodes, Flags, type Frame, FrameTypes, serializeFrame } from 'rsocket-core'
import { type Chat, openChat, text } from '../../support/chat.ts'
import { RSocketTestClient } from '../../support/rsocket-client.ts'
import {
  ask,
  fragment,
  header,
  openStream,
  prefixed,
  RSocketPeer,
  setupFrame,
} from '../../support/rsocket-peer.ts'

interface Scene {
  peer: RSocketPeer
  token: string
  roomId: number
}

interface Case {
  name: string
  act: (scene: Scene) => unknown
  /** The ERROR on stream 0 with which the server closes, `silent` when it just does, `stays` when it goes on. */
  ends: ErrorCodes | 'silent' | 'stays'
}

const settings = {
  CLOSE_LINGER_MS: '300',
  RSOCKET_LIFETIME_MIN_MS: '1000',
  CONNECTIONS_PER_MEMBER: '1000',
}

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const setUp = ({ peer, token }: Scene, ...frames: (Frame | Buffer)[]) =>
  peer.send(setupFrame(token), ...frames)
const begun = (streamId: number) => ({ ...ask(streamId), flags: Flags.METADATA | Flags.FOLLOWS })
const {
  INVALID_SETUP,
  UNSUPPORTED_SETUP,
  REJECTED_SETUP,
  REJECTED_RESUME,
  CONNECTION_ERROR,
  CONNECTION_CLOSE,
} = ErrorCodes

/** Whatever carries the frames. */
const frames: Case[] = [
  {
    name: 'a flood in one write with a SETUP whose token is still to be checked',
    act: ({ peer, token }) =>
      peer.send(setupFrame(token), ...Array.from({ length: 5_000 }, () => header(FrameTypes.CANCEL, 1))),
    ends: 'stays',
  },
  {
    name: 'a first frame of an unknown type',
    act: ({ peer }) => peer.send(header(40, 0)),
    ends: INVALID_SETUP,
  },
  {
    name: 'METADATA_PUSH first',
    act: ({ peer }) => peer.send(header(FrameTypes.METADATA_PUSH, 0, Flags.METADATA)),
    ends: INVALID_SETUP,
  },
  { name: 'a request first', act: ({ peer }) => peer.send(ask(1)), ends: INVALID_SETUP },
  {
    name: 'a SETUP that is cut short',
    act: ({ peer, token }) => peer.send(serializeFrame(setupFrame(token)).subarray(0, 40)),
    ends: INVALID_SETUP,
  },
  {
    name: 'a SETUP whose metadata is longer than its frame',
    act: ({ peer, token }) => peer.send(serializeFrame(setupFrame(token)).subarray(0, 200)),
    ends: INVALID_SETUP,
  },
  {
    name: 'RSocket 9.0',
    act: ({ peer, token }) => peer.send(setupFrame(token, { majorVersion: 9 })),
    ends: UNSUPPORTED_SETUP,
  },
  {
    name: 'a keep-alive of 0',
    act: ({ peer, token }) => peer.send(setupFrame(token, { keepAlive: 0 })),
    ends: INVALID_SETUP,
  },
  {
    name: 'a negative lifetime',
    act: ({ peer, token }) => {
      const bytes = serializeFrame(setupFrame(token))
      bytes.writeInt32BE(-1, 14)
      peer.send(bytes)
    },
    ends: INVALID_SETUP,
  },
  {
    name: 'a SETUP that wants to be resumed',
    act: ({ peer, token }) =>
      peer.send(
        setupFrame(token, { flags: Flags.METADATA | Flags.RESUME_ENABLE, resumeToken: Buffer.from('mine') }),
      ),
    ends: UNSUPPORTED_SETUP,
  },
  {
    name: 'a SETUP that wants leases',
    act: ({ peer, token }) => peer.send(setupFrame(token, { flags: Flags.METADATA | Flags.LEASE })),
    ends: UNSUPPORTED_SETUP,
  },
  {
    name: 'RESUME first',
    act: ({ peer }) => peer.send(header(FrameTypes.RESUME, 0, 0, Buffer.alloc(26))),
    ends: REJECTED_RESUME,
  },
  {
    name: 'RESUME after SETUP',
    act: (scene) => setUp(scene, header(FrameTypes.RESUME, 0, 0, Buffer.alloc(26))),
    ends: CONNECTION_ERROR,
  },
  {
    name: 'METADATA_PUSH, EXT and an unknown frame to be ignored, LEASE, and a second SETUP',
    act: (scene) =>
      setUp(
        scene,
        header(FrameTypes.METADATA_PUSH, 0, Flags.METADATA, Buffer.from('x')),
        header(FrameTypes.EXT, 0, Flags.IGNORE, Buffer.alloc(4)),
        header(40, 0, Flags.IGNORE),
        header(FrameTypes.LEASE, 0, 0, Buffer.alloc(8)),
        setupFrame('another'),
      ),
    ends: 'stays',
  },
  {
    name: 'an unknown frame that is not to be ignored',
    act: (scene) => setUp(scene, header(40, 0)),
    ends: CONNECTION_ERROR,
  },
  {
    name: 'CANCEL, PAYLOAD, REQUEST_N and ERROR for streams that are not there',
    act: (scene) =>
      setUp(
        scene,
        header(FrameTypes.CANCEL, 77),
        header(FrameTypes.CANCEL, 0),
        fragment(78, Buffer.from('x'), Flags.NEXT),
        header(FrameTypes.REQUEST_N, 79, 0, int32(1)),
        header(FrameTypes.ERROR, 80, 0, int32(0x201)),
      ),
    ends: 'stays',
  },
  { name: 'an even stream id', act: (scene) => setUp(scene, ask(2)), ends: CONNECTION_ERROR },
  { name: 'a request on stream 0', act: (scene) => setUp(scene, ask(0)), ends: CONNECTION_ERROR },
  {
    name: 'a stream id with its highest bit set',
    act: (scene) => setUp(scene, header(FrameTypes.CANCEL, 0x8000_0001)),
    ends: CONNECTION_ERROR,
  },
  {
    name: 'metadata longer than its frame',
    act: (scene) =>
      setUp(
        scene,
        header(FrameTypes.REQUEST_RESPONSE, 1, Flags.METADATA, Buffer.from([0xff, 0xff, 0xff, 1])),
      ),
    ends: CONNECTION_ERROR,
  },
  {
    name: 'a request that is cut short',
    act: (scene) => setUp(scene, header(FrameTypes.REQUEST_STREAM, 1, 0, Buffer.from([0, 0]))),
    ends: CONNECTION_ERROR,
  },
  {
    name: 'ERROR on stream 0 and a stream in one write',
    act: (scene) =>
      setUp(scene, header(FrameTypes.ERROR, 0, 0, int32(0x101)), openStream(1, scene.roomId, 100)),
    ends: 'silent',
  },
  {
    name: 'a client that is silent for its lifetime',
    act: ({ peer, token }) => peer.send(setupFrame(token, { keepAlive: 900, lifetime: 1_000 })),
    ends: CONNECTION_CLOSE,
  },
  {
    name: 'a KEEPALIVE with more than a word in it',
    act: (scene) => setUp(scene, header(FrameTypes.KEEPALIVE, 0, Flags.RESPOND, Buffer.alloc(8 + 60_000))),
    ends: CONNECTION_ERROR,
  },
  {
    name: 'a last fragment of metadata only',
    act: async (scene) => {
      const route = Buffer.from('fe00000a09636861742e70696e67', 'hex')
      const begin = {
        ...ask(1),
        flags: Flags.METADATA | Flags.FOLLOWS,
        metadata: route.subarray(0, 5),
        data: null,
      }
      setUp(scene, begin, fragment(1, undefined, Flags.NEXT, route.subarray(5)))
      await scene.peer.answer(1)
    },
    ends: 'stays',
  },
  {
    name: 'unfinished requests without end',
    act: async (scene) => {
      setUp(scene, ask(8_999))
      await scene.peer.answer(8_999)
      scene.peer.send(...Array.from({ length: 1_000 }, (_, index) => begun(2 * index + 1)))
      assert.equal((await scene.peer.error(1_999)).text.code, 'OVERLOADED')
    },
    ends: 'stays',
  },
  {
    name: 'fragments of one request without end',
    act: async (scene) => {
      const begin = { ...ask(1), flags: Flags.METADATA | Flags.FOLLOWS }
      const more = Array.from({ length: 8 }, () => fragment(1, Buffer.alloc(16_000, 120), Flags.FOLLOWS))
      setUp(scene, begin, ...more)
      assert.equal((await scene.peer.error(1)).text.code, 'PAYLOAD_TOO_LARGE')
    },
    ends: 'stays',
  },
  {
    name: 'a stream that asks for nothing, and one that asks for less',
    act: async (scene) => {
      setUp(scene, openStream(1, scene.roomId, 0), openStream(3, scene.roomId, 0xffff_ffff))
      for (const streamId of [1, 3]) {
        const { code, text: live } = await scene.peer.error(streamId)
        assert.deepEqual([code, live.code], [ErrorCodes.INVALID, 'VALIDATION_FAILED'])
      }
    },
    ends: 'stays',
  },
  {
    name: 'REQUEST_N of 0 ends its stream',
    act: async (scene) => {
      setUp(scene, openStream(1, scene.roomId, 1), header(FrameTypes.REQUEST_N, 1, 0, int32(0)))
      assert.equal((await scene.peer.error(1)).code, ErrorCodes.INVALID)
    },
    ends: 'stays',
  },
  {
    name: 'metadata that is no composite metadata, data that is no JSON',
    act: async (scene) => {
      const broken = { ...ask(1), metadata: Buffer.from([0x80, 0xff, 0xff]) } as Frame
      setUp(
        scene,
        broken,
        ask(3, 'chat.history', '{'),
        ask(5, 'chat.history', '\u0000'),
        ask(7, 'x'.repeat(255)),
      )
      const codes = await Promise.all([1, 3, 5, 7].map(async (id) => (await scene.peer.error(id)).text.code))
      assert.deepEqual(codes, ['VALIDATION_FAILED', 'INVALID_JSON', 'INVALID_JSON', 'UNKNOWN_OP'])
    },
    ends: 'stays',
  },
  {
    name: 'a request on a stream that is in use is ignored',
    act: async (scene) => {
      setUp(scene, openStream(1, scene.roomId, 1), openStream(1, scene.roomId, 1), ask(1), ask(3))
      await scene.peer.answer(3)
      assert.deepEqual(scene.peer.of(FrameTypes.ERROR), [])
    },
    ends: 'stays',
  },
]

const tcp: Case[] = [
  { name: 'one byte', act: ({ peer }) => peer.write(Buffer.from([0])), ends: REJECTED_SETUP },
  {
    name: 'a SETUP in two segments',
    act: async ({ peer, token }) => {
      const bytes = prefixed(serializeFrame(setupFrame(token)))
      peer.write(bytes.subarray(0, 10))
      await new Promise((resolve) => setTimeout(resolve, 20))
      peer.write(bytes.subarray(10))
    },
    ends: 'stays',
  },
  {
    name: 'a SETUP and a request, byte by byte',
    act: async (scene) => {
      const bytes = Buffer.concat(
        [setupFrame(scene.token), ask(1)].map((frame) => prefixed(serializeFrame(frame))),
      )
      for (const byte of bytes) {
        scene.peer.write(Buffer.from([byte]))
        await new Promise((resolve) => setImmediate(resolve))
      }
      await scene.peer.answer(1)
    },
    ends: 'stays',
  },
  { name: 'HTTP', act: ({ peer }) => peer.write(Buffer.from('GET / HTTP/1.1\r\n\r\n')), ends: INVALID_SETUP },
  { name: 'a frame of no bytes', act: ({ peer }) => peer.write(Buffer.from([0, 0, 0])), ends: INVALID_SETUP },
  { name: 'nothing at all', act: () => {}, ends: REJECTED_SETUP },
  { name: 'a reset before any byte', act: ({ peer }) => peer.socket.resetAndDestroy(), ends: 'silent' },
  {
    name: 'a reset after a rejected SETUP',
    act: async ({ peer }) => {
      peer.send(setupFrame('nonsense'))
      await peer.error()
      peer.socket.resetAndDestroy()
    },
    ends: 'silent',
  },
  {
    name: 'a reset in the middle of a stream',
    act: async (scene) => {
      setUp(scene, openStream(1, scene.roomId, 100), ask(3))
      await scene.peer.answer(3)
      scene.peer.socket.resetAndDestroy()
    },
    ends: 'silent',
  },
  {
    name: 'a frame of 16 MB',
    act: async (scene) => {
      const { peer } = scene
      setUp(scene, ask(1))
      await peer.answer(1)
      peer.write(Buffer.from([0xff, 0xff, 0xff]))
      for (let n = 0; n < 32; n++) peer.write(Buffer.alloc(64 * 1024))
    },
    ends: CONNECTION_ERROR,
  },
  {
    name: 'a peer that does not read and does not answer our FIN',
    act: ({ peer }) => {
      peer.socket.pause()
      peer.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    },
    ends: 'silent',
  },
]

const webSocket: Case[] = [
  { name: 'a message of one byte', act: ({ peer }) => peer.write(Buffer.from([0])), ends: INVALID_SETUP },
  { name: 'an empty message', act: ({ peer }) => peer.write(Buffer.alloc(0)), ends: INVALID_SETUP },
  { name: 'a text', act: ({ peer }) => peer.webSocket!.send('{"op":"connect"}'), ends: INVALID_SETUP },
  {
    name: 'a text after SETUP',
    act: async (scene) => {
      setUp(scene, ask(1))
      await scene.peer.answer(1)
      scene.peer.webSocket!.send('hello')
    },
    ends: CONNECTION_ERROR,
  },
  {
    name: 'bytes that are no WebSocket frame',
    act: ({ peer }) => peer.socket.write(Buffer.alloc(40, 0xff)),
    ends: 'silent',
  },
  {
    name: 'a message above the limit',
    act: (scene) => setUp(scene, Buffer.alloc(70_000)),
    ends: 'silent',
  },
  { name: 'no message', act: () => {}, ends: REJECTED_SETUP },
  {
    name: 'a client that is gone without a word',
    act: async (scene) => {
      setUp(scene, openStream(1, scene.roomId, 100), ask(3))
      await scene.peer.answer(3)
      scene.peer.webSocket!.terminate()
    },
    ends: 'silent',
  },
  {
    name: 'a client that closes as it should',
    act: async (scene) => {
      setUp(scene, openStream(1, scene.roomId, 100), ask(3))
      await scene.peer.answer(3)
      scene.peer.webSocket!.close(1000)
    },
    ends: 'silent',
  },
  {
    name: 'a SETUP in fragments of the WebSocket',
    act: async ({ peer, token }) => {
      const bytes = serializeFrame(setupFrame(token))
      peer.webSocket!.send(bytes.subarray(0, 10), { fin: false })
      peer.webSocket!.send(bytes.subarray(10), { fin: true })
      peer.send(ask(1))
      await peer.answer(1)
    },
    ends: 'stays',
  },
]

test('tcp: hostile and odd inputs cost their sender only, and leave nothing behind', (t) =>
  play(t, [...frames, ...tcp], 'tcp'))

test('websocket: hostile and odd inputs cost their sender only, and leave nothing behind', (t) =>
  play(t, [...frames, ...webSocket], 'webSocket'))

async function play(t: Cleanup, cases: Case[], over: 'tcp' | 'webSocket'): Promise<void> {
  const chat = await openChat(t, { settings })
  // Of its own for those who never sign in: whoever does must not have to hurry.
  const impatient = await chat.addNode({ AUTH_TIMEOUT_MS: '100' })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const others = await RSocketTestClient.open(chat.nodes[0]!, member.token)
  t.after(() => others.close())
  const stream = others.stream(roomId, { after: 0 })
  for (const { name, act, ends } of cases) {
    try {
      // A pong would be a sign of life.
      const node = ends === REJECTED_SETUP ? impatient : chat.nodes[0]!
      const peer = await RSocketPeer[over](t, node, { autoPong: false })
      await act({ peer, token: member.token, roomId })
      if (ends === 'stays') await staysUsable(peer)
      else if (ends !== 'silent') assert.equal((await peer.error()).code, ends)
      if (ends === 'stays') peer.socket.destroy()
      else if (peer.socket.isPaused()) await onlyOneOpen(chat)
      else await peer.gone(30_000)
      await onlyOneOpen(chat)
      const { seq } = await others.ask('chat.send', text(roomId, name))
      await stream.reached(seq)
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error })
    }
  }
  assert.deepEqual(
    stream.seqs,
    cases.map((_, index) => index + 1),
  )
}

async function staysUsable(peer: RSocketPeer): Promise<void> {
  peer.send(ask(9_001))
  await peer.answer(9_001)
  const echo = Buffer.concat([Buffer.alloc(8), Buffer.from('ping')])
  peer.send(header(FrameTypes.KEEPALIVE, 0, Flags.RESPOND, echo))
  const [answer] = await until(
    () => (peer.of(FrameTypes.KEEPALIVE).length > 0 ? peer.of(FrameTypes.KEEPALIVE) : undefined),
    {
      what: 'the keep-alive',
    },
  )
  assert.deepEqual([answer!.flags, 'data' in answer! && answer.data?.toString()], [0, 'ping'])
}

/** All but the bystander's connection have gone, on the servers' side too. */
function onlyOneOpen({ nodes }: Chat): Promise<true> {
  return until(
    async () => {
      const pages = await Promise.all(
        nodes.map(async ({ url }) => (await fetch(new URL('/metrics', url))).text()),
      )
      const counts = pages.flatMap((page) =>
        [...page.matchAll(/^chat_rsocket_(?:tcp|websocket)_connections (\d+)$/gm)].map(([, count]) =>
          Number(count),
        ),
      )
      return counts.reduce((sum, count) => sum + count, 0) === 1 || undefined
    },
    { what: 'the connection to be forgotten', timeoutMs: 30_000 },
  )
}
