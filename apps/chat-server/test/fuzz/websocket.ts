import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { duplexPair } from 'node:stream'

import { AuthError } from '@munova/auth'
import { closeCodes, type CloseName, LiveError } from '@munova/chat-contract'
import { createMetrics } from '@munova/service'
import { WebSocketServer } from 'ws'
import { ChatConfig } from '../../src/index.ts'
import { problem } from '../../src/problems.ts'
import { liveOperations } from '../../src/operations/operation-table.ts'
import { ConnectionRegistry } from '../../src/live-sessions/connection-registry.ts'
import type { LiveContext } from '../../src/transports/connection/live-context.ts'
import { jsonOverWebSocket } from '../../src/transports/json/json-over-websocket.ts'
import { webSocketTransport } from '../../src/transports/websocket/websocket-transport.ts'
import type { Decoder } from './decoder.ts'
import { makeUp } from './websocket-input.ts'
import { type ServerFrame, ServerFrames } from './websocket-output.ts'

const PATIENCE_MS = 5_000

/**
 * JSON over WebSocket from the bytes, through the real `ws`, to operations that reject every request. Whatever arrives, the
 * server closes the connection as MALFORMED or answers the next request; each well-formed request gets one response; every
 * frame of the server is well-formed; and no connection is left behind.
 */
export function webSocketDecoder(): Decoder {
  const outcomes = { answers: 0, rejections: 0, closes: 0, lives: 0 }
  const context = rejectingContext()
  const reasons: CloseName[] = []
  const counters = { closed: (reason: CloseName) => void reasons.push(reason), rejected() {} }
  const transport = webSocketTransport(context, jsonOverWebSocket, counters)
  const upgrades = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: context.config.MAX_FRAME_BYTES,
  })
  return {
    outcomes,
    async feed(dice) {
      const { wire, asked, inputs, hasOddFrames } = makeUp(dice)
      const [client, server] = duplexPair()
      const said = new ServerFrames()
      const settled = Promise.withResolvers<void>()
      let isOver = false
      client.on('error', () => {})
      client.on('data', (bytes: Buffer) => {
        said.push(bytes)
        const answered = new Set(said.frames.map(({ json }) => json?.id))
        // Answers may overtake one another.
        if (said.frames.some(isClose) || asked.every((id) => answered.has(id))) settled.resolve()
      })
      client.on('end', settled.resolve)
      const gone = new Promise((resolve) => server.once('close', resolve))
      const identity = { memberId: 1, role: 'BUYER', name: 'x', generation: 0, expiresAt: Infinity } as const
      upgrades.handleUpgrade(handshake, server, Buffer.alloc(0), (ws) =>
        transport.open(ws, server as unknown as Socket, { identity, onSignedIn: () => {} }),
      )
      for (let from = 0; from < wire.length;) {
        const to = from + 1 + dice.below(dice.of([7, 500, 70_000]))
        client.write(wire.subarray(from, to))
        from = to
      }
      // A frame that is not complete: the server waits for the rest of it, which will not come.
      if (hasOddFrames) void turns(QUIET_TURNS, () => isOver).then(() => settled.resolve())
      const timer = setTimeout(() => settled.reject(new Error('neither an answer nor a close')), PATIENCE_MS)
      await settled.promise
      clearTimeout(timer)
      isOver = true
      client.destroy()
      server.destroy()
      await gone
      // `ws` reports it a few turns later.
      await turns(QUIET_TURNS, () => transport.connections.size === 0)
      check(said, hasOddFrames ? [] : asked)
      assert.equal(transport.connections.size, 0, 'nothing is left of the connection')
      return inputs
    },
  }

  function check({ frames }: ServerFrames, asked: readonly number[]): void {
    const close = frames.find(isClose)
    outcomes[close ? 'closes' : 'lives']++
    // Any other code is the client's own, or of `ws`, which reads the frames.
    for (const reason of reasons.splice(0)) {
      assert.equal(reason, 'MALFORMED')
      assert.equal(close?.closeCode, closeCodes.MALFORMED.code)
    }
    const answered = new Map<number, number>()
    for (const { json } of frames) {
      if (!json) continue
      answered.set(json.id, (answered.get(json.id) ?? 0) + 1)
      outcomes['error' in json ? 'rejections' : 'answers']++
      if ('error' in json) assert.notEqual(LiveError.parse(json.error).code, 'INTERNAL')
    }
    // What came before the end of a connection may have gone with it.
    for (const id of close ? [] : asked) assert.equal(answered.get(id), 1, `request ${id} has one answer`)
  }
}

/** Turns of the event loop after which nothing that has arrived is still under way. */
const QUIET_TURNS = 50

async function turns(count: number, isEnough = () => false): Promise<void> {
  // One at least: the two ends of a pair talk to each other without the event loop, which would never come round.
  for (let turn = 0; turn === 0 || (turn < count && !isEnough()); turn++) await new Promise(setImmediate)
}

const isClose = ({ closeCode }: ServerFrame) => closeCode !== undefined

const handshake = {
  method: 'GET',
  headers: {
    upgrade: 'websocket',
    connection: 'upgrade',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  },
} as unknown as IncomingMessage

/** Everything before the operations is real; the operations find no room and no message. */
function rejectingContext(): LiveContext {
  const config = ChatConfig.parse({
    DATABASE_URL: 'postgres://localhost/x',
    OPERATIONS_PER_SECOND: '1000000000',
    OPERATIONS_BURST: '1000000000',
    CONNECTIONS_PER_MEMBER: '1000000',
  })
  const bounds = { sendsPerSecond: 1e9, sendsBurst: 1e9, typingPerSecond: 1e9, typingBurst: 1e9 }
  return {
    config,
    log: { error: (failure: unknown) => assert.fail(String((failure as { err: unknown }).err)) },
    metrics: createMetrics('fuzz'),
    verifier: {
      verify: () => Promise.reject(new AuthError('TOKEN_INVALID', 'not here')),
      isRevoked: () => false,
    },
    hub: { unsubscribe() {}, releaseRoom() {} },
    inboxes: { subscribe: () => Promise.reject(problem('POSITION_LOST')) },
    ephemeralEvents: { typing() {}, read() {} },
    roomLog: { append: () => Promise.resolve({ outcome: 'NOT_A_MEMBER' }) },
    access: { of: () => Promise.resolve(undefined) },
    sql: () => Promise.resolve([]),
    connectionRegistry: new ConnectionRegistry(
      { connections: config.CONNECTIONS_PER_MEMBER, ...bounds },
      () => {},
    ),
    operations: liveOperations,
  } as unknown as LiveContext
}
