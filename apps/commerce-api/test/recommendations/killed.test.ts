import { test } from 'node:test'
import { testVhost, until } from '@munova/testing'
import { startApi } from '../support/api-process.ts'
import { openShop } from '../support/open-shop.ts'
import { assertCountedOnce, queueActs } from '../support/queued-acts.ts'

test('a process that is killed while it counts acts loses none and counts none twice', async (t) => {
  const shop = await openShop(t, { env: { INTEREST_COUNT_MS: '100000000' } })
  const people = await Promise.all([shop.person(), shop.person(), shop.person()])
  const env = {
    PORT: '0',
    DATABASE_URL: shop.databaseUrl,
    AMQP_URL: await testVhost(t),
    INTEREST_COUNT_MS: '5',
    INTEREST_BATCH: '4',
  }
  const doomed = await startApi(t, env)
  await doomed.url
  await shop.sql.begin(async (sql) => {
    await sql`lock table product_pairs in access exclusive mode`
    await queueActs(shop.sql, people)
    const counting = () => shop.sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%count_interests%'`
    await until(async () => (await counting()).length === 1, { what: 'the job counts' })
    doomed.child.kill('SIGKILL')
    await doomed.exit
  })
  await (
    await startApi(t, env)
  ).url
  const queued = () => shop.sql`select from interest_changes`
  await until(async () => (await queued()).length === 0, { what: 'all acts are counted' })
  await assertCountedOnce(shop.sql, people)
})
