import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { claim, Claimed } from './claim.ts'

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152). A server
 * that is stopped for a while would else lose its port to one of them, or a client that knocks at the closed
 * port would be given that very port and meet itself.
 */
const FIRST = 20_000
const LAST = 32_000
const ATTEMPTS = 100

/**
 * A file per port, held by the process that got it from `freePort`. Not where TMPDIR says: a machine has its ports once,
 * whatever temporary folder a program was given.
 */
const CLAIMS = join(process.platform === 'win32' ? tmpdir() : '/tmp', `munova-ports-${userInfo().uid}`)
const mine = new Set<number>()

/**
 * A free port of 127.0.0.1: the first of the wanted ones that is free, else any. It stays this process's until that
 * ends, so that no other caller of `freePort` gets it while the server on it is stopped for a while. Programs that
 * do not ask here may still take it: whoever binds it must be ready to lose it and to ask again.
 */
export async function freePort(...wanted: (number | undefined)[]): Promise<number> {
  for (const port of wanted) {
    if (port && (mine.has(port) || (await claimed(port))) && (await isFree(port))) return port
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(FIRST, LAST)
    if ((await claimed(port)) && (await isFree(port))) return port
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`)
}

/** Whether the port of 127.0.0.1 can be bound now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

/** Whether the port has become this process's by this call. */
async function claimed(port: number): Promise<boolean> {
  await mkdir(CLAIMS, { recursive: true, mode: 0o700 })
  try {
    await claim(fileOf(port))
  } catch (error) {
    if (error instanceof Claimed) return false
    throw error
  }
  // What a killed process leaves behind is taken over by whoever claims it next.
  if (mine.size === 0)
    process.once('exit', () => mine.forEach((each) => rmSync(fileOf(each), { force: true })))
  mine.add(port)
  return true
}

function fileOf(port: number): string {
  return join(CLAIMS, String(port))
}
