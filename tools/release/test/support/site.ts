import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterTheTest, freePort, testHaproxy, type Cleanup } from '@munova/testing'
import { type CommandOptions, noNotifier, processDriver, readFleet, release } from '../../src/index.ts'
import type { State } from '../../src/state/state.ts'
import { type Behaviour, writeVersion } from './versions.ts'

export interface Site {
  folder: string
  fleetFile: string
  url: string
  options: CommandOptions
  lines: string[]
  state(): Promise<State['apps'][string]>
  version(name: string, behaviour: Behaviour): Promise<void>
}

const SLOTS = ['a1', 'a2', 'b1', 'b2']

/** An app with two nodes behind HAProxy, released in version v1. */
export async function openSite(t: Cleanup, overrides: Partial<CommandOptions> = {}): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'release-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const [port, adminPort, ...ports] = await Promise.all([
    freePort(),
    freePort(),
    ...SLOTS.map(() => freePort()),
  ])
  const servers = SLOTS.map((name, index) => `  server ${name} 127.0.0.1:${ports[index]} disabled`)
  await testHaproxy(t, configuration(port, adminPort, servers), port)
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
        readyMs: 3_000,
        drainMs: 2_000,
        stopMs: 3_000,
        judge: { forMs: 50, minimumRequests: 126 },
      },
    },
  }
  await writeFile(fleetFile, JSON.stringify(fleet))
  const driver = processDriver({ folder, artefacts })
  t.after(async () => {
    for (const id of await driver.running()) await driver.kill(id)
  })
  const lines: string[] = []
  const options: CommandOptions = {
    app: 'pages',
    folder,
    fleet: await readFleet(fleetFile),
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
    version: (name, behaviour) => writeVersion(artefacts, name, behaviour),
  }
  await site.version('v1', 'good')
  const code = await release('v1', options)
  if (code !== 0) throw new Error(lines.join('\n'))
  return site
}

function configuration(port: number, adminPort: number, servers: string[]): string {
  return `
global
  stats socket ipv4@127.0.0.1:${adminPort} level admin
defaults
  mode http
  timeout connect 3s
  timeout client 60s
  timeout server 60s
  timeout check 1s
frontend pages
  bind 127.0.0.1:${port}
  default_backend pages
backend pages
  balance roundrobin
  option httpchk
  http-check send meth GET uri /readyz
  http-check disable-on-404
  default-server check inter 100ms fall 2 rise 1 on-marked-down shutdown-sessions
${servers.join('\n')}
`
}
