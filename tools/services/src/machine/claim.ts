import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { codeOf } from './failure.ts'
import { birthOf, isAlive } from './process.ts'

/** A file could not be claimed: another living process holds it. */
export class Claimed extends Error {
  readonly pid: number

  constructor(file: string, pid: number) {
    super(`${file} is in use by process ${pid}`)
    this.name = 'Claimed'
    this.pid = pid
  }
}

interface Owner {
  pid: number
  birth: string | undefined
  host: string
}

/**
 * Makes this process the owner of `file` until the returned function is called. A claim of a dead process
 * is taken over; one of a living process is a `Claimed` error.
 */
export async function claim(file: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, birth: birthOf(process.pid), host: hostname() })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, mine, { mode: 0o600 })
  try {
    // Each round either wins, meets a living owner, or removes one dead owner.
    for (let round = 0; round < 20; round++) {
      if (await linked(draft, file)) return () => rm(file, { force: true })
      const found = await readFile(file, 'utf8').catch(() => undefined)
      if (found === undefined) continue
      const owner = parse(found)
      if (owner && !isDead(owner)) throw new Claimed(file, owner.pid)
      await removeDead(file, found)
    }
    throw new Error(`${file} cannot be claimed`)
  } finally {
    await rm(draft, { force: true })
  }
}

/** 'alive' or 'dead': what became of the process that claimed `file`; undefined when nobody claimed it. */
export async function claimant(file: string): Promise<'alive' | 'dead' | undefined> {
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
  // Someone else removed the dead claim first and this one is theirs: put it back.
  if (moved !== undefined && moved !== content) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

function isDead(owner: Owner): boolean {
  // A process of another host (a shared folder, another container) cannot be looked up from here.
  if (owner.host !== hostname()) return false
  if (!isAlive(owner.pid)) return true
  return owner.birth !== undefined && owner.birth !== birthOf(owner.pid)
}

function parse(text: string): Owner | undefined {
  try {
    const owner: Partial<Owner> = JSON.parse(text)
    if (typeof owner.pid !== 'number' || typeof owner.host !== 'string') return undefined
    return { pid: owner.pid, birth: owner.birth, host: owner.host }
  } catch {
    return undefined
  }
}
