import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from '@munova/service'
import { testDatabase, until } from '@munova/testing'
import { connect, watchPoolWaits } from '../src/index.ts'

test('the wait of a pool is that of a statement behind the others, while it still waits too', async (t) => {
  const { url, sql: other } = await testDatabase(t, new URL('support/migrations/', import.meta.url))
  const metrics = createMetrics('pools')
  t.after(() => metrics.close())
  const [busy, idle] = [connect(url, { max: 1 }), connect(url, { max: 1 })]
  t.after(() => Promise.all([busy.end({ timeout: 1 }), idle.end({ timeout: 1 })]))
  await other`select pg_advisory_lock(1)`.execute()
  // Expected from the start: it may fail before the statement that ends it is answered.
  const blocked = assert.rejects(busy`select pg_advisory_lock(1)`.execute(), { code: '57P01' })
  const waits = watchPoolWaits({
    pools: { busy, idle },
    everyMs: 10,
    metrics,
  })
  t.after(() => waits.close())
  const of = async (pool: string) => {
    const metric = await metrics.registry.getSingleMetric('pools_pool_wait_seconds')!.get()
    return metric.values.find(({ labels }) => labels['pool'] === pool)!.value
  }
  await until(async () => (await of('busy')) > 0.5 && (await of('idle')) > 0, { what: 'the busy pool' })
  assert.ok((await of('idle')) < (await of('busy')))
  await other`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
    and datname = current_database() and query like 'select pg_advisory_lock%' and wait_event_type = 'Lock'`
  await blocked
  await until(async () => (await of('busy')) < 0.5, { what: 'the busy pool to be free' })
})
