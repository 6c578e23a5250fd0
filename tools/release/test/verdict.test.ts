import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseExposition } from '../src/judge/exposition.ts'
import { readingOf, windowOf } from '../src/judge/reading.ts'
import { judge } from '../src/judge/verdict.ts'

const limits = {
  minimumRequests: 300,
  errorMargin: 0.02,
  slowMargin: 0.1,
  slowSeconds: 0.25,
  lagSeconds: 0.5,
}
const window = (requests: number, errors = 0, slow = 0, lagSeconds = 0) => ({
  requests,
  errors,
  slow,
  lagSeconds,
})
const verdict = (fresh: ReturnType<typeof window>, old = window(1_000)) => judge(fresh, old, limits).kind

test('a verdict compares shares, not counts, and allows for chance', () => {
  assert.equal(verdict(window(300, 0)), 'good')
  assert.equal(verdict(window(300, 5)), 'good')
  assert.equal(verdict(window(300, 15)), 'worse')
  assert.equal(verdict(window(300, 15), window(1_000, 50)), 'good')
  assert.equal(verdict(window(300, 0, 60)), 'worse')
  assert.equal(verdict(window(300, 0, 60), window(1_000, 0, 200)), 'good')
  assert.equal(verdict(window(300, 0, 0, 0.6)), 'worse')
  assert.equal(verdict(window(300, 0, 0, 0.6), window(1_000, 0, 0, 0.3)), 'good')
})

test('few requests are no verdict, unless they fail', () => {
  assert.equal(verdict(window(0)), 'inconclusive')
  assert.equal(verdict(window(299)), 'inconclusive')
  assert.equal(verdict(window(20, 20)), 'worse')
})

test('a reading counts the work of a node, not its probes, nor what a rate limit rejects', () => {
  const page = `
# HELP http_request_duration_seconds Time
http_request_duration_seconds_bucket{le="0.25",method="GET",route="/v1/products/:id",status="200"} 8
http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/v1/products/:id",status="200"} 10
http_request_duration_seconds_count{method="GET",route="/v1/products/:id",status="200"} 10
http_request_duration_seconds_count{method="GET",route="/v1/products/:id",status="503"} 2
http_request_duration_seconds_count{method="GET",route="/v1/products/:id",status="429"} 7
http_request_duration_seconds_count{method="GET",route="/readyz",status="503"} 40
chat_live_errors_total{transport="json",code="INTERNAL"} 3
chat_live_errors_total{transport="json",code="RATE_LIMITED"} 90
process_start_time_seconds 1700000000
nodejs_eventloop_lag_p99_seconds 0.012`
  const after = readingOf(parseExposition(page), 0.25)
  assert.deepEqual(after, { requests: 12, errors: 5, fast: 8, lagSeconds: 0.012, startedAt: 1_700_000_000 })
  const before = { ...after, requests: 2, errors: 1, fast: 1 }
  assert.deepEqual(windowOf([{ before, after }]), { requests: 10, errors: 4, slow: 3, lagSeconds: 0.012 })
  assert.throws(() => windowOf([{ before, after: { ...after, startedAt: 1 } }]), /started again/)
})
