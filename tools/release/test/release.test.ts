import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCodes, release, rollback } from '../src/index.ts'
import { openSite, type Site } from './support/site.ts'
import { startTraffic } from './support/traffic.ts'

async function serves(site: Site, version: string): Promise<void> {
  const state = await site.state()
  assert.equal(state.current, version)
  assert.equal(state.attempt, null)
  assert.equal(state.intent, null)
  assert.deepEqual(
    state.nodes.map((node) => [node.version, node.weight]),
    [
      [version, 100],
      [version, 100],
    ],
  )
  assert.deepEqual(
    [...(await site.options.driver.running())].toSorted(),
    state.nodes.map(({ id }) => id).toSorted(),
  )
  for (let count = 0; count < 8; count++) {
    const response = await fetch(site.url)
    assert.equal(await response.text(), version)
  }
}

test('a good version replaces the old one, and no request fails', async (t) => {
  const site = await openSite(t)
  await site.version('v2', 'good')
  const traffic = startTraffic(t, site.url)
  assert.equal(await release('v2', site.options), exitCodes.done, site.lines.join('\n'))
  await traffic.stop()
  assert.deepEqual(traffic.failures, [])
  assert.ok(traffic.seen.get('v1')! > 0 && traffic.seen.get('v2')! > 0)
  await serves(site, 'v2')

  assert.equal(await release('v2', site.options), exitCodes.done)
  assert.match(site.lines.at(-1)!, /serves already/)
})

test('a rollback goes to the version before, and from there back again', async (t) => {
  const site = await openSite(t)
  assert.equal(await rollback(site.options), exitCodes.usage)
  await site.version('v2', 'good')
  await release('v2', site.options)
  const traffic = startTraffic(t, site.url)
  assert.equal(await rollback(site.options), exitCodes.done, site.lines.join('\n'))
  await serves(site, 'v1')
  assert.equal(await rollback(site.options), exitCodes.done)
  await serves(site, 'v2')
  await traffic.stop()
  assert.deepEqual(traffic.failures, [])
})

test('a version that is never ready gets no request, and the reason has its last answer and its log', async (t) => {
  const site = await openSite(t)
  await site.version('v2', 'never ready')
  const traffic = startTraffic(t, site.url)
  assert.equal(await release('v2', site.options), exitCodes.wentBack)
  await traffic.stop()
  assert.deepEqual(traffic.failures, [])
  assert.equal(traffic.seen.get('v2'), undefined)
  assert.match(site.lines.join('\n'), /not ready after 3000 ms\n.*503 .*too far.*\n.*log:\nlistening/)
  await serves(site, 'v1')
})

test('a version that exits is noticed at once, with its exit code', async (t) => {
  const site = await openSite(t)
  await site.version('v2', 'exits')
  assert.equal(await release('v2', site.options), exitCodes.wentBack)
  assert.match(site.lines.join('\n'), /exited before it was ready \(code 7\)[^]*cannot reach the moon/)
  await serves(site, 'v1')
})

test('a version that fails 5 % of the requests, or is slow, is not promoted', async (t) => {
  const site = await openSite(t)
  for (const [version, behaviour] of [
    ['v2', 'errors'],
    ['v3', 'slow'],
  ] as const) {
    await site.version(version, behaviour)
    assert.equal(await release(version, site.options), exitCodes.wentBack)
    assert.match(site.lines.join('\n'), behaviour === 'errors' ? /worse: errors/ : /worse: slower/)
    await serves(site, 'v1')
  }
})

test('without enough requests there is no verdict and no promotion', async (t) => {
  const site = await openSite(t)
  await site.version('v2', 'good')
  const { fleet } = site.options
  fleet.apps['pages']!.judge.syntheticRequests = 10
  assert.equal(await release('v2', site.options), exitCodes.wentBack)
  assert.match(site.lines.join('\n'), /inconclusive: fewer than 126 requests/)
  await serves(site, 'v1')
})

test('an old node that does not leave is killed, and the release is finished', async (t) => {
  const site = await openSite(t)
  await site.version('v2', 'stubborn')
  assert.equal(await release('v2', site.options), exitCodes.done)
  await site.version('v3', 'good')
  assert.equal(await release('v3', site.options), exitCodes.done)
  assert.match(site.lines.join('\n'), /did not leave within 3000 ms and is killed/)
  await serves(site, 'v3')
})

test('what cannot be released changes nothing', async (t) => {
  const site = await openSite(t)
  assert.equal(await release('v9', site.options), exitCodes.usage)
  assert.equal(await release('../v1', site.options), exitCodes.usage)
  assert.equal(await release('v1', { ...site.options, app: 'nothing' }), exitCodes.usage)
  await serves(site, 'v1')
})

test('a release that is told to stop goes back', async (t) => {
  const site = await openSite(t)
  await site.version('v2', 'good')
  const stopping = new AbortController()
  const code = await release('v2', {
    ...site.options,
    signal: stopping.signal,
    observe: (step, when) => {
      if (step.startsWith('judge') && when === 'intended') stopping.abort(new Error('interrupted by SIGTERM'))
    },
  })
  assert.equal(code, exitCodes.wentBack)
  assert.match(site.lines.join('\n'), /✗ interrupted by SIGTERM/)
  await serves(site, 'v1')
})
