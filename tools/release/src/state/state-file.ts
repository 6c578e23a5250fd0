import { readFile } from 'node:fs/promises'
import { codeOf, writeWhole } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'
import { State } from './state.ts'

/** Reads the state; that of a folder without one is empty. Throws ReleaseFailure. */
export async function readState(file: string): Promise<State> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return { format: 1, apps: {} }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new ReleaseFailure(`${file} is not JSON`, { cause: error })
  }
  const parsed = State.safeParse(json)
  // Guessing which processes are whose would end the wrong ones.
  if (!parsed.success) throw new ReleaseFailure(`${file} is not a state of this tool`)
  return parsed.data
}

/** Replaces the state. After a power failure the file has the old or the new content. */
export function writeState(file: string, state: State): Promise<void> {
  return writeWhole(file, `${JSON.stringify(state, undefined, 2)}\n`)
}
