import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { messageOf } from '@munova/tool-services'
import { ReleaseFailure } from './failure.ts'

const name = z.string().regex(/^[\w.-]{1,64}$/)
const port = z.int().min(1).max(65_535)
const milliseconds = (standard: number) => z.int().nonnegative().max(3_600_000).default(standard)
const environment = z.record(z.string(), z.string())

const Slot = z.object({
  /** The server of this name in each backend of the app. */
  name,
  /** Where the node of this slot listens for HTTP. */
  port,
  environment: environment.default({}),
})

/** Nodes as containers of the image of the app, whose tags are versions. */
const Container = z.object({
  image: z.string().regex(/^[\w][\w./:-]{0,200}$/),
  /** Where the program in the image listens; each slot publishes it on its own port. */
  ports: z.object({ http: port, rsocket: port.optional() }),
  /** In which a container is also APP-SLOT, as the balancer of deploy/haproxy.cfg looks for it. */
  network: name.optional(),
  /** The limit, in MiB, above the heap that the image sets. */
  memoryMiB: z.int().min(64).max(1_048_576),
  /** NAME:/folder */
  volumes: z
    .array(z.string().regex(/^[\w./-]+:\/[\w./-]+(:ro)?$/))
    .max(16)
    .default([]),
})

const App = z.object({
  /** The backends of the balancer that hold the slots. */
  backends: z.array(name).min(1).max(8),
  /** Half of them are empty between releases. */
  slots: z.array(Slot).min(2).max(64),
  /** How many nodes serve. */
  nodes: z.int().positive().max(32),
  /** The folder of the artefacts: VERSION/src/main.mjs, as `npm run build` writes them. */
  artefacts: z.string().min(1).optional(),
  /** Instead of artefacts. */
  container: Container.optional(),
  environment: environment.default({}),
  /** How long a new node may take until /readyz is 200. */
  readyMs: milliseconds(60_000),
  /** How long the balancer may take to report a node as up or down: twice its own checks. */
  balancerMs: milliseconds(10_000),
  /** How long an old node keeps its sessions before it is told to leave. */
  drainMs: milliseconds(10_000),
  /** How long a node may take to exit after SIGTERM: its own grace, drain and stop timeout. */
  stopMs: milliseconds(60_000),
  /** The weight of the first new node; others have 100. */
  firstShare: z.int().min(1).max(100).default(5),
  judge: z
    .object({
      forMs: milliseconds(30_000),
      /** Fewer requests than this on the new nodes are no basis for a verdict. */
      minimumRequests: z.int().positive().max(100_000).default(300),
      /** Requests that the tool itself makes, at most, when there is too little traffic. */
      syntheticRequests: z.int().nonnegative().max(100_000).default(1_000),
      /** A bucket bound of the histogram of request durations. */
      slowSeconds: z.number().positive().default(0.25),
      /** How much larger than on the old nodes the share of failed requests may be. */
      errorMargin: z.number().min(0).max(1).default(0.02),
      slowMargin: z.number().min(0).max(1).default(0.1),
      lagSeconds: z.number().positive().default(0.5),
    })
    .prefault({}),
})

/** Its sockets and its state, in the folder that deploy/haproxy.cfg has them in; or a port of this machine, without reloads. */
const Balancer = z.union([
  z.object({ folder: z.string().min(1) }).transform(({ folder }) => ({
    admin: { path: join(folder, 'admin.sock') },
    reload: { master: { path: join(folder, 'master.sock') }, stateFile: join(folder, 'servers.state') },
  })),
  z
    .object({ adminHost: z.string().default('127.0.0.1'), adminPort: port })
    .transform(({ adminHost, adminPort }) => ({
      admin: { host: adminHost, port: adminPort },
      reload: undefined,
    })),
])

export const Fleet = z.object({
  balancer: Balancer,
  /** Where nodes listen. */
  host: z.string().default('127.0.0.1'),
  /** Base addresses of the apps as clients reach them; the smoke tests need those that the app depends on. */
  urls: z.object({ 'commerce-api': z.url().optional(), 'chat-server': z.url().optional() }).default({}),
  /** The member whom the smoke tests sign in. */
  smoke: z.object({ email: z.email(), password: z.string().min(1) }).optional(),
  apps: z.record(name, App),
})

export type Fleet = z.infer<typeof Fleet>
export type AppFleet = z.infer<typeof App>
export type Slot = z.infer<typeof Slot>
export type Container = z.infer<typeof Container>

/** Reads the fleet from its file; paths in it are relative to the file. Throws ReleaseFailure. */
export async function readFleet(file: string): Promise<Fleet> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new ReleaseFailure(`the fleet ${file} cannot be read: ${messageOf(error)}`, { cause: error })
  }
  const parsed = Fleet.safeParse(json)
  if (!parsed.success) throw new ReleaseFailure(`the fleet ${file}:\n${z.prettifyError(parsed.error)}`)
  for (const [app, { slots, nodes, artefacts, container }] of Object.entries(parsed.data.apps)) {
    if ((artefacts === undefined) === (container === undefined))
      throw new ReleaseFailure(`the fleet ${file}: ${app} needs either artefacts or a container`)
    if (slots.length >= nodes * 2) continue
    throw new ReleaseFailure(
      `the fleet ${file}: ${app} has ${nodes} nodes, and needs ${nodes * 2} slots for them`,
    )
  }
  const folder = dirname(resolve(file))
  const apps = Object.entries(parsed.data.apps).map(([app, fleet]) => [
    app,
    { ...fleet, ...(fleet.artefacts !== undefined && { artefacts: resolve(folder, fleet.artefacts) }) },
  ])
  return { ...parsed.data, apps: Object.fromEntries(apps) as Fleet['apps'] }
}
