import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { freePort, testCollector, until } from '@munova/testing'
import { z } from 'zod'
import { createLog, createMetrics, startTracing, tracingSettings } from '../../src/index.ts'
import { beginChildSpan, beginSpan, inSpan, traced } from '../../src/tracing/index.ts'

const settings = (values: Record<string, string>) => z.object(tracingSettings).parse(values)

test('spans that are begun in one another are one trace, with the class of an error and nothing it says', async (t) => {
  const collector = await testCollector(t)
  const tracing = await startTracing(
    'desk',
    settings({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=shoes',
      OTEL_TRACES_SAMPLER_ARG: '1',
    }),
  )
  const lines: string[] = []
  const log = createLog({ name: 'desk', destination: { write: (line) => void lines.push(line) } })
  const failed = traced('outer', { kind: 'server', parent: 'root' }, async () => {
    await turn()
    log.info('inside')
    await traced('inner', {}, () => Promise.reject(new RangeError('of kim@munova.example')))
  })
  await assert.rejects(failed, RangeError)
  log.info('outside')
  assert.equal(
    beginChildSpan(() => 'of nothing', {}),
    undefined,
  )
  const over = beginSpan('over', {})!
  over.end()
  inSpan(over, () =>
    assert.equal(
      beginChildSpan(() => 'after the end', {}),
      undefined,
    ),
  )
  await tracing.close()

  const [inner, outer] = ['inner', 'outer'].map((name) => collector.spans.find((span) => span.name === name)!)
  assert.equal(inner!.traceId, outer!.traceId)
  assert.equal(inner!.parentSpanId, outer!.spanId)
  assert.deepEqual(inner!.attributes, [{ key: 'error.type', value: { stringValue: 'RangeError' } }])
  assert.equal(inner!.service, 'desk')
  assert.doesNotMatch(JSON.stringify(collector.spans), /kim@/)
  assert.equal(collector.headers[0]!['x-tenant'], 'shoes')
  const [inside, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.equal(inside!['traceId'], outer!.traceId)
  assert.ok(!('traceId' in outside!))
})

test('nothing is recorded of the traces that are not in the sample', async (t) => {
  const collector = await testCollector(t)
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '0' }
  const tracing = await startTracing('desk', settings(endpoint))
  traced('outer', { parent: 'root' }, () => traced('inner', {}, () => undefined))
  await tracing.close()
  assert.deepEqual(collector.spans, [])
})

for (const fault of ['silent', 'away'] as const) {
  test(`a collector that is ${fault} delays nobody: spans are dropped, and counted`, async (t) => {
    const url =
      fault === 'silent'
        ? (await testCollector(t, { isSilent: true })).url
        : `http://127.0.0.1:${await freePort()}`
    const tracing = await startTracing(
      'desk',
      settings({
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_TRACES_SAMPLER_ARG: '1',
        OTEL_BSP_MAX_QUEUE_SIZE: '10',
        OTEL_BSP_SCHEDULE_DELAY: '1',
        OTEL_BSP_EXPORT_TIMEOUT: '50',
      }),
    )
    const metrics = createMetrics('test')
    const dropped = async () =>
      Number(/^trace_spans_dropped_total (\d+)$/m.exec(await metrics.registry.metrics())?.[1])
    for (let n = 0; n < 30; n++) traced('work', { parent: 'root' }, () => undefined)
    assert.equal(await dropped(), 20)
    await until(async () => (await dropped()) === 30, { what: 'the spans that were not taken' })
    traced('last', { parent: 'root' }, () => undefined)
    await tracing.close()
  })
}
