import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { findProgram, providePackage } from './machine/debian-package.ts'
import { poll } from './machine/poll.ts'
import { acceptsConnections, freePort } from './machine/port.ts'
import { terminate } from './machine/process.ts'

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 10_000

/** A running nats-server on 127.0.0.1. */
export interface NatsServer {
  port: number
  pid: number
  stop(): Promise<void>
}

/** Starts a nats-server with default settings; installs the Debian package where it is missing (as root). */
export async function startNats(log?: (line: string) => void): Promise<NatsServer> {
  const port = await freePort()
  const child = spawn(await natsServer(log), ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  await once(child, 'spawn')
  const pid = child.pid!
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    await terminate(pid, [
      ['SIGTERM', STOP_TIMEOUT_MS],
      ['SIGKILL', STOP_TIMEOUT_MS],
    ])
  }
  const isReady = await poll(() => child.exitCode !== null || acceptsConnections(port), {
    everyMs: 20,
    timeoutMs: START_TIMEOUT_MS,
  })
  if (isReady && child.exitCode === null) return { port, pid, stop }
  await stop()
  throw new Error('nats-server did not start')
}

async function natsServer(log?: (line: string) => void): Promise<string> {
  const found = await providePackage('nats-server', { find: findNats, log })
  if (found) return found
  throw new Error('install nats-server')
}

function findNats(): Promise<string | undefined> {
  return Promise.resolve(findProgram('nats-server'))
}
