import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTraceparent, parseTraceparent } from '../../src/tracing/traceparent.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

test('a traceparent is read as it is written', () => {
  const text = `00-${traceId}-${spanId}-01`
  const context = parseTraceparent(text)!
  assert.deepEqual(context, { traceId, spanId, traceFlags: 1, isRemote: true })
  assert.equal(formatTraceparent(context), text)
})

test('anything else is none', () => {
  for (const text of [
    undefined,
    null,
    7,
    '',
    `01-${traceId}-${spanId}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}-01-more`,
  ]) {
    assert.equal(parseTraceparent(text), undefined, String(text))
  }
})
