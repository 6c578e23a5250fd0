import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ignoreMissing } from './missing.ts'

const FILE = 'munova_restore.json'
const Unfinished = z.object({
  backup: z.string(),
  /** How many restores there were before this one. */
  earlier: z.int().nonnegative(),
})
export type Unfinished = z.infer<typeof Unfinished>

/** Of data that was restored, until `finish`: what was restored there. */
export const unfinishedFile = (data: string): string => join(data, FILE)

export async function readUnfinished(data: string): Promise<Unfinished | undefined> {
  const text = await readFile(unfinishedFile(data), 'utf8').catch(ignoreMissing)
  return text === undefined ? undefined : Unfinished.parse(JSON.parse(text))
}

export async function isUnfinished(data: string): Promise<boolean> {
  return (await readUnfinished(data)) !== undefined
}

export function forgetUnfinished(data: string): Promise<void> {
  return rm(unfinishedFile(data), { force: true })
}
