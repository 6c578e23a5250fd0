import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram, providePackage } from './machine/debian-package.ts'
import { poll } from './machine/poll.ts'
import { acceptsConnections } from './machine/port.ts'
import { sendSignal, terminate } from './machine/process.ts'

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 5_000

/** A running HAProxy. */
export interface HaproxyServer {
  pid: number
  /** What it has written so far. */
  output(): string
  /** Ends it and its connections. */
  stop(): Promise<void>
}

export interface HaproxyOptions {
  folder: string
  port: number
  environment?: Record<string, string>
  /** Of a master, which can reload the configuration. */
  masterSocket?: string
  /** A process group of its own: Ctrl-C must reach only this process, which stops it after its users. */
  detached?: boolean
  log?: (line: string) => void
}

/**
 * Starts HAProxy with a configuration, which is written into `folder`; resolves when it listens on `port` of 127.0.0.1. Installs the
 * Debian package where it is missing (as root). Rejects with what it says when it does not accept the configuration.
 */
export async function startHaproxy(
  configuration: string,
  { folder, port, environment, masterSocket, detached = false, log }: HaproxyOptions,
): Promise<HaproxyServer> {
  const file = join(folder, 'haproxy.cfg')
  await writeFile(file, configuration)
  const mode = masterSocket === undefined ? ['-db'] : ['-W', '-S', masterSocket]
  const child = spawn(await haproxy(log), [...mode, '-f', file], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  })
  await once(child, 'spawn')
  const pid = child.pid!
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const stop = async () => {
    if (!isRunning()) return
    // A frozen one takes no other signal.
    sendSignal(pid, 'SIGCONT')
    await terminate(pid, [['SIGTERM', STOP_TIMEOUT_MS]])
  }
  await poll(async () => !isRunning() || (await acceptsConnections(port)), {
    everyMs: 20,
    timeoutMs: START_TIMEOUT_MS,
  })
  if (isRunning() && (await acceptsConnections(port))) return { pid, output: () => output, stop }
  await stop()
  throw new Error(`haproxy did not start:\n${output}`)
}

async function haproxy(log?: (line: string) => void): Promise<string> {
  const found = await providePackage('haproxy', { find: findHaproxy, log })
  if (found) return found
  throw new Error('install haproxy')
}

function findHaproxy(): Promise<string | undefined> {
  return Promise.resolve(findProgram('haproxy'))
}
