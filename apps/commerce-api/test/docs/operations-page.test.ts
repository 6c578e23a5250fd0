import assert from 'node:assert/strict'
import { test } from 'node:test'
import { docsTable } from '@munova/testing'
import { openShop } from '../support/open-shop.ts'

test('every metric of commerce-api that docs/operations.md says to watch is there', async (t) => {
  const shop = await openShop(t)
  const metrics = await (await fetch(`${shop.url}/metrics`)).text()
  const rows = await docsTable(
    new URL('../../../../docs/operations.md', import.meta.url),
    'Watching commerce-api',
  )
  assert.ok(rows.length >= 3)
  for (const [name] of rows) assert.match(metrics, new RegExp(`^# TYPE ${name} `, 'm'))
})
