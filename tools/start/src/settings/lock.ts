import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { claim, Claimed } from '@munova/tool-services'
import { StartFailure } from './failure.ts'

/** Keeps a second start out of this home until the returned function is called; one that was killed does not. */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  await mkdir(home, { recursive: true })
  try {
    return await claim(join(home, 'start.lock'))
  } catch (error) {
    if (!(error instanceof Claimed)) throw error
    throw new StartFailure(
      `MUNOVA is running here already, as process ${error.pid}. Stop it with Ctrl-C in its terminal, or: kill ${error.pid}`,
    )
  }
}
