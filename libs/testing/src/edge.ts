import { readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { freePort } from '@munova/tool-services'
import { afterTheTest, type Cleanup } from './cleanup.ts'
import { serverFolder } from './environment.ts'
import { testHaproxy } from './haproxy.ts'

const file = new URL('../../../deploy/haproxy.cfg', import.meta.url)
const errorsFolder = new URL('../../../deploy/haproxy-errors', import.meta.url)
/** Nobody listens there. */
const NOBODY = 9
const STATUS_COLUMN = 17

/** Where a node listens on this machine. */
interface EdgeNode {
  port: number
  rsocketPort?: number
}

export interface Edge {
  /** The port of this machine that stands for each port of the configuration. */
  port(configured: number): number
  /** Of a server such as `chat-server/a1`, as `show stat` names it: UP, DOWN, NOLB while its node leaves, MAINT. */
  status(server: string): Promise<string>
  /** Of its admin socket, its master socket and its state. */
  folder: string
}

/**
 * HAProxy with deploy/haproxy.cfg, on free ports, with the given nodes in its slots (`commerce-api-a1`). It checks them every 100 ms;
 * `timeouts` are shorter ones by their names, `environment` has the settings, `enabled` the nodes whose slots are empty otherwise.
 */
export async function testEdge(
  t: Cleanup,
  {
    nodes = {},
    environment = {},
    timeouts = {},
    enabled = [],
    hasMaster = false,
  }: {
    nodes?: Record<string, EdgeNode>
    environment?: Record<string, string>
    timeouts?: Record<string, string>
    enabled?: readonly string[]
    hasMaster?: boolean
  } = {},
): Promise<Edge> {
  const folder = await serverFolder('edge')
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const written = await readFile(file, 'utf8')
  const configured = [...written.matchAll(/^ {2}bind :(\d+)/gm)].map(([, port]) => Number(port))
  const ports = new Map<number, number>()
  for (const port of configured) ports.set(port, await freePort())
  const configuration = Object.entries(timeouts)
    .reduce(
      (all, [name, value]) => all.replaceAll(new RegExp(`^ {2}${name} \\S+$`, 'gm'), `  ${name} ${value}`),
      written,
    )
    .replaceAll(/^ {2}bind :(\d+)/gm, (_line, port: string) => `  bind 127.0.0.1:${ports.get(Number(port))}`)
    .replaceAll(
      /^ {2}server (\S+) ([\w-]+):(\d+)( disabled)?$/gm,
      (_line, name: string, node: string, port: string, disabled: string | undefined) => {
        const { port: http, rsocketPort } = nodes[node] ?? { port: NOBODY }
        const state = disabled === undefined || enabled.includes(node) ? '' : disabled
        if (port !== '7000') return `  server ${name} 127.0.0.1:${http}${state}`
        return `  server ${name} 127.0.0.1:${rsocketPort ?? NOBODY} port ${http}${state}`
      },
    )
    .replaceAll(' inter 1s ', ' inter 100ms ')
    // More files than this machine may open.
    .replace(/^ {2}maxconn \d+$/m, '  maxconn 1000')
  const port = ports.get(configured[0]!)!
  await testHaproxy(t, configuration, port, {
    environment: { BALANCER_FOLDER: folder, ERRORS_FOLDER: fileURLToPath(errorsFolder), ...environment },
    ...(hasMaster && { masterSocket: join(folder, 'master.sock') }),
  })
  return {
    port(wanted) {
      const found = ports.get(wanted)
      if (found === undefined) throw new Error(`deploy/haproxy.cfg has no port ${wanted}`)
      return found
    },
    async status(server) {
      const [backend, slot] = server.split('/')
      const lines = (await ask(join(folder, 'admin.sock'), 'show stat')).split('\n')
      const cells = lines.map((line) => line.split(',')).find(([px, sv]) => px === backend && sv === slot)
      return cells?.[STATUS_COLUMN] ?? 'unknown'
    },
    folder,
  }
}

async function ask(path: string, command: string): Promise<string> {
  const socket = connect(path)
  socket.write(`${command}\n`)
  return text(socket)
}
