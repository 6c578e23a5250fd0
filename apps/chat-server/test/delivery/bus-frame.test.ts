import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { startTracing } from '@munova/service'
import { originSpan, parseTraceparent, rememberOrigin } from '@munova/service/tracing'
import { ChatConfig } from '../../src/index.ts'
import { decodeBusFrame, encodeBusFrame } from '../../src/delivery/relay/bus-frame.ts'

const entry = (seq: number) => ({ roomId: 7, seq, body: Buffer.from(`entry ${seq}`), endsFor: undefined })
const decoding = { nodeId: randomBytes(16), isWanted: () => true }

test('a node without traces reads a frame with one, and a node with traces a frame without one', async () => {
  const entries = [entry(1), entry(2)]
  const plain = encodeBusFrame(randomBytes(16), entries)
  const tracing = await startTracing(
    'chat-server',
    ChatConfig.parse({
      DATABASE_URL: 'postgres://localhost/x',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    }),
  )
  rememberOrigin(entries[0]!, parseTraceparent(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`))
  assert.equal(encodeBusFrame(randomBytes(16), entries).length, plain.length)
  rememberOrigin(entries[1]!, parseTraceparent(`00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`))
  const { traceId, spanId } = originSpan(entries[1]!)!
  const withTrace = encodeBusFrame(randomBytes(16), entries)
  assert.equal(withTrace.length, plain.length + 25)
  const [first] = decodeBusFrame(withTrace, decoding)
  assert.deepEqual([originSpan(first!)?.traceId, originSpan(first!)?.spanId], [traceId, spanId])
  const untraced = decodeBusFrame(plain, decoding)
  assert.deepEqual(untraced, entries)
  assert.equal(originSpan(untraced[0]!), undefined)
  await tracing.close()
  assert.deepEqual(decodeBusFrame(withTrace, decoding), entries)
})
