import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '@munova/tool-services'
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
export async function writeState(file: string, state: State): Promise<void> {
  const draft = `${file}.new`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify(state, undefined, 2)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
