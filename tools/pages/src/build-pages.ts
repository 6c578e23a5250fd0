import { waitForLock } from '@munova/tool-services'
import { spawn } from 'node:child_process'
import { cp, mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const workspace = fileURLToPath(new URL('../../../', import.meta.url))
const built = join(workspace, 'apps/storefront/build')
/** In Nx's folder of its own, which is no part of the sources. */
const lockFolder = join(workspace, '.nx')
const nx = createRequire(import.meta.url).resolve('nx')
const hasGroups = process.platform !== 'win32'

/** Many times what a build takes on two busy cores. */
const BUILD_TIMEOUT_MS = 300_000
/** As long as the builds of a few others. */
const LOCK_TIMEOUT_MS = 600_000
/** Of the last lines that the build prints, when it fails. */
const MAX_LINES = 40

/** The pages could not be built; the message ends with what the build printed. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed'
}

export interface BuildOptions {
  signal?: AbortSignal
  /** Gets each line that the build prints. */
  log?: (line: string) => void
}

/**
 * Builds the pages of the storefront, if they have changed since the last build, and copies them to `folder`, of which nothing
 * else is left. Nx writes the folder of a build anew each time, whether or not anything has changed, so nobody serves from it,
 * and one process at a time builds and copies. Rejects with BuildFailed, and when the signal aborts; then no process of the
 * build is left.
 */
export async function buildPages(
  folder: string,
  { signal, log = () => {} }: BuildOptions = {},
): Promise<void> {
  const release = await lock(signal)
  try {
    await build(AbortSignal.any([...(signal ? [signal] : []), AbortSignal.timeout(BUILD_TIMEOUT_MS)]), log)
    await rm(folder, { recursive: true, force: true })
    await cp(built, folder, { recursive: true })
  } finally {
    await release()
  }
}

async function lock(signal?: AbortSignal): Promise<() => Promise<void>> {
  await mkdir(lockFolder, { recursive: true })
  const file = join(lockFolder, 'pages.lock')
  const release = await waitForLock(file, {
    everyMs: 200,
    timeoutMs: LOCK_TIMEOUT_MS,
    ...(signal && { signal }),
  })
  if (release) return release
  throw new BuildFailed(`another build holds ${file}`)
}

async function build(signal: AbortSignal, log: (line: string) => void): Promise<void> {
  signal.throwIfAborted()
  const lines: string[] = []
  const child = spawn(process.execPath, [nx, 'build', '@munova/storefront', '--outputStyle=static'], {
    cwd: workspace,
    // Its own commands stay in the process group of the child, which is killed as a whole.
    env: { ...process.env, NX_NATIVE_COMMAND_RUNNER: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: hasGroups,
  })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log(line)
      lines.push(line)
      if (lines.length > MAX_LINES) lines.shift()
    })
  }
  const kill = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    if (hasGroups) process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  }
  signal.addEventListener('abort', kill)
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, killedBy) => resolve(killedBy ? `killed by ${killedBy}` : `with code ${code}`))
  })
  signal.removeEventListener('abort', kill)
  signal.throwIfAborted()
  if (child.exitCode !== 0)
    throw new BuildFailed(`the pages could not be built: nx exited, ${ended}\n${lines.join('\n')}`)
}
