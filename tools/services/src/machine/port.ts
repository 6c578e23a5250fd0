import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acquireLock, LockHeld } from './lock-file.ts'

/**
 * Below the ephemeral ports of outgoing connections (Linux from 32768, others from 49152). Otherwise a stopped server could
 * lose its port to one of them, or a client connecting to the closed port could get that very port and connect to
 * itself.
 */
const FIRST = 20_000
const LAST = 32_000
const ATTEMPTS = 100

/**
 * The folder of lock files, one per port, held by the process that got the port from `freePort`. Independent of TMPDIR,
 * because ports are shared by all processes of the machine. By the number of the user, who need not have a name.
 */
const LOCKS = join(
  process.platform === 'win32' ? tmpdir() : '/tmp',
  `munova-ports-${process.getuid?.() ?? ''}`,
)
const owned = new Set<number>()

/**
 * Reserves a free port of 127.0.0.1: the first wanted one that is free, else any. It stays reserved until this process
 * exits, so that no other caller of `freePort` gets it while its server is stopped. Other programs may still bind it, so
 * callers must handle EADDRINUSE.
 */
export async function freePort(...wanted: (number | undefined)[]): Promise<number> {
  for (const port of wanted) {
    if (port && (owned.has(port) || (await reserve(port))) && (await isFree(port))) return port
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(FIRST, LAST)
    if ((await reserve(port)) && (await isFree(port))) return port
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`)
}

/** Whether the port of 127.0.0.1 can be bound now. */
export async function isFree(port: number): Promise<boolean> {
  return probePort({ host: '127.0.0.1', port }).then(
    () => true,
    () => false,
  )
}

/** Whether something listens on the port of 127.0.0.1. */
export function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Binds a port and releases it; resolves with its number, which for port 0 is a free one. Rejects with EADDRINUSE. */
export async function probePort(address: { host: string; port: number }): Promise<number> {
  const server = createServer().listen({ ...address, exclusive: true })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Tries to reserve a port for this process. */
async function reserve(port: number): Promise<boolean> {
  await mkdir(LOCKS, { recursive: true, mode: 0o700 })
  try {
    await acquireLock(fileOf(port))
  } catch (error) {
    if (error instanceof LockHeld) return false
    throw error
  }
  // The lock of a killed process is taken over by the next caller.
  if (owned.size === 0)
    process.once('exit', () => owned.forEach((each) => rmSync(fileOf(each), { force: true })))
  owned.add(port)
  return true
}

function fileOf(port: number): string {
  return join(LOCKS, String(port))
}
