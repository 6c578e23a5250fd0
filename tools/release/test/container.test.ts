import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { afterTheTest } from '@munova/testing'
import { containerDriver, exitCodes, release, rollback } from '../src/index.ts'
import { type FakeDocker, writeFakeDocker } from './support/fake-docker.ts'
import { openSite, type Site } from './support/site.ts'
import { startTraffic } from './support/traffic.ts'

/* Against a program that stands in for Docker: what the driver asks for, and that a release works with it. Not with a real one. */

const IMAGE = 'registry.example/munova/pages'
const SECRET = 'postgres://pages:secret@db/pages'

async function openContainerSite(t: TestContext): Promise<{ site: Site; docker: FakeDocker }> {
  let docker: FakeDocker | undefined
  const before = process.env['PATH']
  afterTheTest(t, () => void (process.env['PATH'] = before))
  const site = await openSite(
    t,
    {},
    {
      environment: { TOKEN: SECRET },
      async openDriver({ folder, artefacts }) {
        docker = await writeFakeDocker(join(folder, 'docker'), artefacts)
        process.env['PATH'] = `${docker.folder}:${before}`
        const container = {
          image: IMAGE,
          ports: { http: 3000 },
          network: 'munova_default',
          memoryMiB: 384,
          volumes: ['pictures:/pictures'],
        }
        return containerDriver({ app: 'pages', folder, container })
      },
    },
  )
  return { site, docker: docker! }
}

const callsOf = async ({ calls }: FakeDocker) =>
  (await readFile(calls, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[])

test('nodes are containers: a version replaces the other one and comes back, and no request fails', async (t) => {
  const { site, docker } = await openContainerSite(t)
  await site.version('v2', 'good')
  const traffic = startTraffic(t, site.url)
  assert.equal(await release('v2', site.options), exitCodes.done, site.lines.join('\n'))
  assert.equal(await rollback(site.options), exitCodes.done, site.lines.join('\n'))
  await traffic.stop()
  assert.deepEqual(traffic.failures, [])
  assert.ok(traffic.seen.get('v1')! > 0 && traffic.seen.get('v2')! > 0)
  const state = await site.state()
  assert.deepEqual(
    [...(await site.options.driver.running())].toSorted(),
    state.nodes.map(({ id }) => id).toSorted(),
  )
  const calls = await callsOf(docker)
  // Whoever is told to leave is removed.
  for (const [, , , id] of calls.filter(([command]) => command === 'stop'))
    assert.ok(calls.some(([command, , each]) => command === 'rm' && each === id))
})

test('a container is started with its address, its name for the balancer, limits, and no secret in a command', async (t) => {
  const { site, docker } = await openContainerSite(t)
  const calls = await callsOf(docker)
  const start = calls.find(([command, how]) => command === 'run' && how === '--detach')!
  const { nodes } = await site.state()
  const { id, slot } = nodes[0]!
  const { port } = site.options.fleet.apps['pages']!.slots.find(({ name }) => name === slot)!
  for (const [option, value] of [
    ['--name', id],
    ['--label', `munova.release=${site.folder}`],
    ['--network', 'munova_default'],
    ['--network-alias', `pages-${slot}`],
    ['--publish', `127.0.0.1:${port}:3000`],
    ['--env', 'TOKEN'],
    ['--volume', 'pictures:/pictures'],
    ['--cap-drop', 'ALL'],
    ['--security-opt', 'no-new-privileges:true'],
    ['--memory', '384m'],
    ['--restart', 'unless-stopped'],
  ] as const)
    assert.ok(
      start.some((each, index) => each === option && start[index + 1] === value),
      `${option} ${value}`,
    )
  assert.ok(start.includes('--read-only'))
  assert.equal(start.at(-1), `${IMAGE}:v1`)
  assert.ok(!calls.flat().some((each) => each.includes(SECRET)))
})

test('an image that is not there changes nothing, and a container that exits is noticed with its log', async (t) => {
  const { site } = await openContainerSite(t)
  assert.equal(await release('v9', site.options), exitCodes.usage)
  assert.match(site.lines.at(-1)!, /docker run: .*registry\.example\/munova\/pages:v9 not found/)
  await site.version('v2', 'exits')
  assert.equal(await release('v2', site.options), exitCodes.wentBack)
  assert.match(site.lines.join('\n'), /exited before it was ready \(code 7\)[^]*cannot reach the moon/)
  assert.equal((await site.state()).current, 'v1')
})
