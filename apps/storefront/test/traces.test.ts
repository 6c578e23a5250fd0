import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createLog, startTracing } from '@munova/service'
import { testCollector } from '@munova/testing'
import { StorefrontConfig, startStorefront } from '../src/server/index.ts'
import { testUpstream } from './support/upstream.ts'

const pages = new URL('support/pages.ts', import.meta.url)
const said = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

/** What the pages and commerce-api are told of the trace of a request whose browser names one. */
async function traceparents(t: TestContext, environment: Record<string, string> = {}) {
  const { url, got } = await testUpstream(t)
  const config = StorefrontConfig.parse({
    HOST: '127.0.0.1',
    PORT: '0',
    COMMERCE_API_URL: url,
    ...environment,
  })
  const tracing = await startTracing('storefront', config)
  const log = createLog({ name: 'storefront', level: 'silent' })
  const storefront = await startStorefront(config, { pages, log })
  const post = { method: 'POST', headers: { traceparent: said, 'content-type': 'text/plain' }, body: 'x' }
  const page = await fetch(`${storefront.url}/`, post)
  await page.text()
  await (await fetch(`${storefront.url}/v1/products`, post)).text()
  await (await fetch(`${storefront.url}/livez`, { headers: { traceparent: said } })).text()
  await storefront.close()
  await tracing.close()
  return [page.headers.get('x-traceparent'), got[0]!['traceparent']]
}

test('the servers hear of the trace that a request is a part of, and probes have none', async (t) => {
  const collector = await testCollector(t)
  const told = await traceparents(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER_ARG: '1',
  })
  const spans = collector.spans.toSorted((one, other) => one.name.localeCompare(other.name))
  assert.deepEqual(
    spans.map(({ name, parentSpanId }) => [name, parentSpanId]),
    [
      ['POST /*', ''],
      ['POST /v1/*', ''],
    ],
  )
  assert.deepEqual(
    told,
    spans.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`),
  )
})

test('without traces no server hears of what a browser says', async (t) => {
  assert.deepEqual(await traceparents(t), [null, undefined])
})
