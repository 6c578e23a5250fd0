import assert from 'node:assert/strict'
import test from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { CleanupStack, startTogether } from '../../src/runtime/cleanup.ts'

test('when one start fails, the cleanup begins after the others have started', async () => {
  const seen: string[] = []
  const cleanup = new CleanupStack()
  await cleanup.defer(() => void seen.push('folder removed'))
  const slow = async () => {
    for (let n = 0; n < 10; n++) await turn()
    seen.push('started')
    await cleanup.defer(() => void seen.push('stopped'))
  }
  const failing = Promise.reject(new Error('no broker'))
  await assert.rejects(startTogether([slow(), failing]), /no broker/)
  await cleanup.run()
  assert.deepEqual(seen, ['started', 'stopped', 'folder removed'])
})

test('starts that all succeed give their values in order', async () => {
  assert.deepEqual(await startTogether([Promise.resolve(1), undefined, Promise.resolve('a')]), [
    1,
    undefined,
    'a',
  ])
})
