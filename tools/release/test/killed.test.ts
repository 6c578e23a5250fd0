import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { exitCodes, recover, release } from '../src/index.ts'
import { openSite, type Site } from './support/site.ts'
import { startTraffic } from './support/traffic.ts'

const program = fileURLToPath(new URL('support/killed-release.ts', import.meta.url))

/** Releases a version in a process of its own; resolves with the signal that ended it. */
async function killedRelease(site: Site, version: string, step: string, when: string): Promise<unknown> {
  const child = spawn(process.execPath, [program, site.folder, site.fleetFile, version, step, when], {
    stdio: 'inherit',
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal
}

/** The steps of a release that was not disturbed, from its audit log. */
async function stepsOf(site: Site): Promise<string[]> {
  const lines = (await readFile(join(site.folder, 'audit.jsonl'), 'utf8')).trim().split('\n')
  return lines
    .map((line) => JSON.parse(line) as { step: string; result: string; to?: string })
    .filter(({ result, to }) => result === 'begun' && to === 'v2')
    .map(({ step }) => step)
}

async function agrees(site: Site, version: string): Promise<void> {
  const { current, attempt, nodes } = await site.state()
  assert.equal(current, version)
  assert.equal(attempt, null)
  assert.equal(nodes.length, 2)
  assert.ok(nodes.every((node) => node.version === version && node.weight === 100))
  assert.deepEqual(
    [...(await site.options.driver.running())].toSorted(),
    nodes.map(({ id }) => id).toSorted(),
  )
}

test('killed at either end of any step, the next call finishes or undoes it, and no request fails', async (t) => {
  const site = await openSite(t)
  for (const version of ['v2', 'v3']) await site.version(version, 'good')
  assert.equal(await release('v2', site.options), exitCodes.done)
  // Both new nodes, and both old ones, take the same steps.
  const steps = (await stepsOf(site)).filter((step) => !/[ab]2$/.test(step) || /judge|stop/.test(step))
  assert.ok(steps.length > 12, steps.join(', '))
  const promoted = steps.indexOf('promote')
  const traffic = startTraffic(t, site.url)

  let current = 'v2'
  for (const [index, step] of steps.entries()) {
    for (const when of ['intended', 'done']) {
      const next = current === 'v2' ? 'v3' : 'v2'
      const isInB = (await site.state()).nodes.some(({ slot }) => slot.startsWith('b'))
      const named = isInB ? swapSlots(step) : step
      assert.equal(await killedRelease(site, next, named, when), 'SIGKILL', `${named} ${when}`)
      assert.equal(await recover(site.options), exitCodes.done, `${named} ${when}\n${site.lines.join('\n')}`)
      const isFinished = index > promoted || (index === promoted && when === 'done')
      if (isFinished) current = next
      await agrees(site, current)
    }
  }
  await traffic.stop()
  assert.deepEqual(traffic.failures, [])
})

/** The name of the same step when the old nodes are in b1 and b2. */
function swapSlots(step: string): string {
  return step.replace(/ ([ab])(?=[12]$)/, (_whole, letter: string) => (letter === 'a' ? ' b' : ' a'))
}
