import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { logLines, runProgram, testCollector } from '@munova/testing'

const program = fileURLToPath(new URL('../support/traced-service.ts', import.meta.url))

async function run(environment: Record<string, string>) {
  const { code, stdout, stderr } = await runProgram(program, environment)
  assert.equal(code, 0, stderr)
  const lines = logLines(stdout)
  return { modules: lines.find(({ msg }) => msg === 'started')!['modules'] as string[], lines }
}

test('without a collector nothing of the SDK is loaded', async () => {
  const { modules, lines } = await run({})
  // The API without an SDK comes with prom-client.
  assert.deepEqual(modules, ['@opentelemetry/api'])
  assert.ok(lines.every((line) => !('traceId' in line)))
})

test('with one a request is traced, its log line names the trace, and the end of the process waits for what is sent', async (t) => {
  const collector = await testCollector(t)
  const { modules, lines } = await run({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER_ARG: '1',
  })
  assert.ok(modules.includes('@opentelemetry/sdk-trace'))
  const span = collector.spans.find(({ name }) => name === 'GET (none)')
  assert.ok(span)
  assert.equal(collector.spans.length, 1)
  assert.equal(lines.find(({ msg }) => msg === 'request')!['traceId'], span.traceId)
})
