import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testCollector } from '@munova/testing'
import { z } from 'zod'
import { createHttp, createLog, createMetrics, startTracing, tracingSettings } from '../../src/index.ts'

const given = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

/** The spans of a request that says which trace it is a part of, where nothing is recorded otherwise. */
async function spansOf(t: TestContext, isTrusted: boolean) {
  const collector = await testCollector(t)
  const tracing = await startTracing(
    'desk',
    z.object(tracingSettings).parse({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '0',
    }),
  )
  const http = createHttp({
    name: 'desk',
    version: '1.0.0',
    log: createLog({ name: 'desk', level: 'silent' }),
    metrics: createMetrics('test'),
    readiness: () => ({}),
    bodyLimit: 1024,
    trustProxy: isTrusted ? (address) => address === '127.0.0.1' : false,
  })
  await http.inject({ url: '/nothing', headers: { traceparent: given } })
  await http.inject({ url: '/nothing', headers: { traceparent: 'x' } })
  await http.close()
  await tracing.close()
  return collector.spans
}

test('a trace goes on where a trusted peer says so', async (t) => {
  const spans = await spansOf(t, true)
  assert.deepEqual(
    spans.map(({ traceId, parentSpanId }) => [traceId, parentSpanId]),
    [['a'.repeat(32), 'b'.repeat(16)]],
  )
})

test("which requests are recorded is nobody else's to say", async (t) => {
  assert.deepEqual(await spansOf(t, false), [])
})
