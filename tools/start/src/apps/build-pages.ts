import { createRequire } from 'node:module'
import { StartFailure } from '../settings/failure.ts'
import { spawnProgram } from './child.ts'

const nx = createRequire(import.meta.url).resolve('nx')
/** Many times what it takes on two busy cores. */
const TIMEOUT_MS = 300_000
/** Of the last lines that the build prints, when it fails. */
const MAX_LINES = 40

/**
 * Builds the pages of the storefront, if they have changed since the last build. Rejects with StartFailure, and when the signal
 * aborts; no process of the build is left then.
 */
export async function buildPages(signal: AbortSignal, log: (line: string) => void): Promise<void> {
  const lines: string[] = []
  const onLine = (line: string) => {
    log(line)
    lines.push(line)
    if (lines.length > MAX_LINES) lines.shift()
  }
  // In this process group, which is killed as a whole.
  const env = { ...process.env, NX_NATIVE_COMMAND_RUNNER: 'false' }
  const build = spawnProgram(nx, env, onLine, ['build', '@munova/storefront', '--outputStyle=static'])
  const stopped = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  const kill = () => build.kill()
  stopped.addEventListener('abort', kill)
  if (stopped.aborted) kill()
  const exit = await build.exited
  stopped.removeEventListener('abort', kill)
  signal.throwIfAborted()
  if (!build.hasSucceeded())
    throw new StartFailure(`the pages could not be built: nx exited, ${exit}\n${lines.join('\n')}`)
}
