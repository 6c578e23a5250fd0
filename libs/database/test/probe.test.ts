import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createLog, createMetrics } from '@munova/service'
import { until } from '@munova/testing'
import { openDatabaseProbe } from '../src/index.ts'

test('a lost connection is no proof that this process is at fault, and one after the other is', async (t) => {
  // As a server that is stopping: it accepts, and closes.
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const metrics = createMetrics('probe')
  t.after(() => metrics.close())
  const probe = await openDatabaseProbe(
    `postgres://x@127.0.0.1:${(server.address() as AddressInfo).port}/x`,
    {
      name: 'probe',
      everyMs: 20,
      timeoutMs: 1_000,
      graceMs: 0,
      log: createLog({ name: 'probe', level: 'silent' }),
      metrics,
    },
  )
  t.after(() => probe.close())
  assert.equal(probe.state(), true)
  await until(() => probe.state() !== true || undefined, { what: 'the second check' })
  server.close()
  await until(() => probe.state() === true || undefined, { what: 'the server to be away for everybody' })
})
