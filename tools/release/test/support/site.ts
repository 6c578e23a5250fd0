import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from '@munova/service'
import { afterTheTest, freePort, testHaproxy, type Cleanup } from '@munova/testing'
import { type CommandOptions, noNotifier, processDriver, readFleet, release } from '../../src/index.ts'
import { balancerFile } from '../../src/local/balancer-file.ts'
import type { NodeDriver } from '../../src/nodes/driver.ts'
import type { State } from '../../src/state/state.ts'
import { type Behaviour, writeVersion } from './versions.ts'

export interface Site {
  folder: string
  fleetFile: string
  url: string
  options: CommandOptions
  lines: string[]
  state(): Promise<State['apps'][string]>
  version(name: string, behaviour: Behaviour, manifest?: Partial<Manifest>): Promise<void>
}

const SLOTS = ['a1', 'a2', 'b1', 'b2']
/** More often than in production, so that the tests are quick. */
const CHECK_MS = 100

/** An app with two nodes behind HAProxy, released in version v1. */
export async function openSite(
  t: Cleanup,
  overrides: Partial<CommandOptions> = {},
  {
    environment = {},
    openDriver = ({ folder, artefacts }) => Promise.resolve(processDriver({ folder, artefacts })),
  }: {
    environment?: Record<string, string>
    openDriver?: (where: { folder: string; artefacts: string }) => Promise<NodeDriver>
  } = {},
): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'release-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const [port, adminPort, ...ports] = await Promise.all([
    freePort(),
    freePort(),
    ...SLOTS.map(() => freePort()),
  ])
  const artefacts = join(folder, 'artefacts')
  const fleetFile = join(folder, 'fleet.json')
  const fleet = {
    balancer: { adminPort },
    apps: {
      pages: {
        backends: ['pages'],
        slots: SLOTS.map((name, index) => ({ name, port: ports[index] })),
        nodes: 2,
        artefacts,
        environment,
        readyMs: 3_000,
        drainMs: 2_000,
        stopMs: 3_000,
        judge: { forMs: 50, minimumRequests: 126 },
      },
    },
  }
  await writeFile(fleetFile, JSON.stringify(fleet))
  const read = await readFleet(fleetFile)
  await testHaproxy(t, balancerFile(read, { pages: port }, CHECK_MS), port)
  const driver = await openDriver({ folder, artefacts })
  t.after(async () => {
    for (const id of await driver.running()) await driver.kill(id)
  })
  const lines: string[] = []
  const options: CommandOptions = {
    app: 'pages',
    folder,
    fleet: read,
    driver,
    notifier: noNotifier,
    print: (line) => lines.push(line),
    signal: new AbortController().signal,
    ...overrides,
  }
  const site: Site = {
    folder,
    fleetFile,
    url: `http://127.0.0.1:${port}`,
    options,
    lines,
    state: async () =>
      (JSON.parse(await readFile(join(folder, 'state.json'), 'utf8')) as State).apps['pages']!,
    version: (name, behaviour, manifest) => writeVersion(artefacts, name, behaviour, manifest),
  }
  await site.version('v1', 'good')
  const code = await release('v1', options)
  if (code !== 0) throw new Error(lines.join('\n'))
  return site
}
