import assert from 'node:assert/strict'
import test from 'node:test'
import { docsTable } from '@munova/testing'
import { allFaults } from '../../src/verify/faults/schedule.ts'
import { violationKinds } from '../../src/verify/checks/violations.ts'

const page = new URL('../../../../docs/verify.md', import.meta.url)

test('docs/verify.md has every fault and every violation', async () => {
  const faults = (await docsTable(page, 'What happens')).map(([kind]) => kind)
  assert.deepEqual(faults, allFaults)
  const violations = await docsTable(page, 'What is checked')
  assert.deepEqual(
    violations.map(([kind, meaning]) => [kind, meaning]),
    Object.entries(violationKinds),
  )
})
