import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commerceProblems } from '@munova/commerce-contract'
import { docsTable } from '@munova/testing'

test('docs/errors.md lists every error of commerce-api as the code has it', async () => {
  assert.deepEqual(
    await docsTable(new URL('../../../../docs/errors.md', import.meta.url), 'commerce-api'),
    Object.entries(commerceProblems).map(([code, row]) => [code, `${row.status}`, row.title]),
  )
})
