import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { codeOf } from './failure.ts'
import { poll, type PollOptions } from './poll.ts'
import { startTimeOf, isAlive } from './process.ts'

/** A lock file is held by another running process. */
export class LockHeld extends Error {
  readonly pid: number

  constructor(file: string, pid: number) {
    super(`${file} is in use by process ${pid}`)
    this.name = 'LockHeld'
    this.pid = pid
  }
}

interface Owner {
  pid: number
  startTime: string | undefined
  host: string
}

/**
 * Makes this process the holder of the lock file until the returned function is called. The lock of an exited process is
 * taken over; that of a running process throws `LockHeld`.
 */
export async function acquireLock(file: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, startTime: startTimeOf(process.pid), host: hostname() })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, mine, { mode: 0o600 })
  try {
    // Each round either acquires the lock, finds a running owner, or removes the lock of an exited one.
    for (let round = 0; round < 20; round++) {
      if (await linked(draft, file)) return () => rm(file, { force: true })
      const found = await readFile(file, 'utf8').catch(() => undefined)
      if (found === undefined) continue
      const owner = parse(found)
      if (owner && !isDead(owner)) throw new LockHeld(file, owner.pid)
      await removeDead(file, found)
    }
    throw new Error(`the lock ${file} cannot be acquired`)
  } finally {
    await rm(draft, { force: true })
  }
}

/** As `acquireLock`, but polls while another process holds the lock; undefined after `timeoutMs`. */
export function waitForLock(file: string, options: PollOptions): Promise<(() => Promise<void>) | undefined> {
  return poll(async () => {
    try {
      return await acquireLock(file)
    } catch (error) {
      if (error instanceof LockHeld) return undefined
      throw error
    }
  }, options)
}

/** Whether the holder of the lock file is running; undefined when there is no lock. */
export async function lockState(file: string): Promise<'alive' | 'dead' | undefined> {
  const found = await readFile(file, 'utf8').catch(() => undefined)
  const owner = found === undefined ? undefined : parse(found)
  if (!owner) return undefined
  return isDead(owner) ? 'dead' : 'alive'
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function removeDead(file: string, content: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  await rename(file, aside).catch(() => undefined)
  const moved = await readFile(aside, 'utf8').catch(() => undefined)
  // Another process has removed the dead lock first, and this one is its own: restore it.
  if (moved !== undefined && moved !== content) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

function isDead(owner: Owner): boolean {
  // A process on another host (a shared folder, another container) cannot be checked from here.
  if (owner.host !== hostname()) return false
  if (!isAlive(owner.pid)) return true
  return owner.startTime !== undefined && owner.startTime !== startTimeOf(owner.pid)
}

function parse(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner>
    if (typeof owner.pid !== 'number' || typeof owner.host !== 'string') return undefined
    return { pid: owner.pid, startTime: owner.startTime, host: owner.host }
  } catch {
    return undefined
  }
}
