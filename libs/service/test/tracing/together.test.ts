import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCollector } from '@munova/testing'
import { z } from 'zod'
import { startTracing, tracingSettings } from '../../src/index.ts'
import {
  parseTraceparent,
  recordedOrigin,
  rememberOrigin,
  type SpanContext,
  tracedTogether,
} from '../../src/tracing/index.ts'

const span = (digit: string, isRecorded: boolean): SpanContext =>
  parseTraceparent(`00-${digit.repeat(32)}-${digit.repeat(16)}-0${isRecorded ? 1 : 0}`)!

const from = (origin: SpanContext) => {
  const object = {}
  rememberOrigin(object, origin)
  return object
}

test('what is done together belongs to the first trace that is recorded, with links to the recorded others', async (t) => {
  const collector = await testCollector(t)
  const tracing = await startTracing(
    'desk',
    z.object(tracingSettings).parse({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }),
  )
  const [unseen, first, second] = [span('a', false), span('b', true), span('c', true)]
  const objects = [{}, from(unseen), from(first), from(second), from(first)]
  assert.equal(recordedOrigin(objects)?.traceId, first.traceId)
  assert.equal(recordedOrigin(objects.slice(0, 2)), undefined)
  assert.equal(
    tracedTogether('batch', objects, {}, () => 'done'),
    'done',
  )
  // As often as the default of the sample would record some, were it a trace of its own.
  for (let count = 0; count < 200; count++) tracedTogether('unseen', objects.slice(0, 2), {}, () => {})
  tracedTogether('of nothing', objects.slice(0, 1), {}, () => {})
  await tracing.close()
  assert.deepEqual(
    collector.spans.map(({ name, traceId, parentSpanId, links }) => ({
      name,
      traceId,
      parentSpanId,
      links: links.map((link) => link.traceId),
    })),
    [{ name: 'batch', traceId: first.traceId, parentSpanId: first.spanId, links: [second.traceId] }],
  )
})
