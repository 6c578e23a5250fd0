import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'node:test'
import {
  afterTheTest,
  testCollector,
  testDatabase,
  testVhost,
  until,
  type CollectedSpan,
} from '@munova/testing'
import { bundle, workspace } from '../src/index.ts'
import { runBundle } from './support/running-app.ts'

const isSql = ({ name }: CollectedSpan) => /^(WITH|INSERT|SELECT|UPDATE|DELETE) /.test(name)

test('bundles: a sign-up is one trace, by SQL, outbox and RabbitMQ to the consumer of chat-server', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'munova-traces-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const AMQP_URL = await testVhost(t)
  const collector = await testCollector(t)
  const JWT_KEYS_FILE = join(folder, 'signing.json')
  const start = async (app: string, environment: Record<string, string>) => {
    await bundle(app, join(folder, app), { VERSION: '1.0.0', GIT_SHA: 'unknown' })
    const main = join(folder, app, 'src/main.mjs')
    if (app === 'commerce-api') spawnSync(process.execPath, [main, 'keys', 'add'], { env: { JWT_KEYS_FILE } })
    const database = await testDatabase(t, pathToFileURL(join(workspace, `apps/${app}/migrations/`)))
    return runBundle(t, join(folder, app), {
      DATABASE_URL: database.url,
      AMQP_URL,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '1',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      ...environment,
    })
  }
  const api = await start('commerce-api', { JWT_KEYS_FILE })
  const chat = await start('chat-server', { AUTH_JWKS: `${api.url}/.well-known/jwks.json` })
  await until(async () => (await fetch(`${chat.url}/readyz`)).ok, { what: chat.output(), timeoutMs: 60_000 })
  const signedUp = await fetch(`${api.url}/v1/auth/sign-up`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // Which traces are recorded, and how they are named, is not a client's to say.
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`,
    },
    body: JSON.stringify({ email: 'traced@munova.example', password: 'traced-1234', name: 'Traced' }),
  })
  assert.equal(signedUp.status, 201, await signedUp.text())

  const spans = await collector.trace(
    'the trace of the sign-up',
    (found) =>
      found.some(({ name }) => name === 'POST /v1/auth/sign-up') &&
      found.some((span) => span.service === 'chat-server' && isSql(span)),
  )
  const named = (name: string) => spans.find((span) => span.name === name)
  const request = named('POST /v1/auth/sign-up')!
  const published = named('publish member.registered')!
  const processed = named('process member.registered')!
  assert.deepEqual([request.service, request.parentSpanId], ['commerce-api', ''])
  assert.notEqual(request.traceId, 'a'.repeat(32))
  assert.ok(spans.some((span) => isSql(span) && span.parentSpanId === request.spanId))
  assert.deepEqual([published.service, published.parentSpanId], ['commerce-api', request.spanId])
  assert.deepEqual([processed.service, processed.parentSpanId], ['chat-server', published.spanId])
  assert.ok(spans.some((span) => isSql(span) && span.parentSpanId === processed.spanId))
  assert.doesNotMatch(JSON.stringify(collector.spans), /traced@|traced-1234|Traced/)
  assert.ok(api.output().includes(`"traceId":"${request.traceId}"`))
  assert.equal(await chat.terminate(), 0, chat.output())
  assert.equal(await api.terminate(), 0, api.output())
})
