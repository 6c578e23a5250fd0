import assert from 'node:assert/strict'
import { test } from 'node:test'
import { docsTable } from '@munova/testing'
import { eventTypes } from '../../src/notifications/drafts.ts'

test('docs/notifications.md lists every event that becomes a notification', async () => {
  const rows = await docsTable(
    new URL('../../../../docs/notifications.md', import.meta.url),
    'What becomes what',
  )
  assert.deepEqual(rows.map(([type]) => type), eventTypes) // prettier-ignore
})
