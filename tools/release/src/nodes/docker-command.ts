import { execFile } from 'node:child_process'
import { ReleaseFailure } from '../failure.ts'

const TIMEOUT_MS = 30_000
const MAXIMUM_OUTPUT = 1_000_000

/** A command of Docker's that ended. */
export interface DockerOutcome {
  isDone: boolean
  stdout: string
  stderr: string
}

export type Docker = (
  args: readonly string[],
  options?: { timeoutMs?: number; environment?: Record<string, string> },
) => Promise<DockerOutcome>

/**
 * Runs commands of the `docker` in PATH; values of `environment` are for `--env NAME`, so that no secret is in a list of processes.
 * Throws ReleaseFailure when there is none, or it does not end in time.
 */
export const docker: Docker = (args, { timeoutMs = TIMEOUT_MS, environment = {} } = {}) => {
  const { promise, resolve, reject } = Promise.withResolvers<DockerOutcome>()
  const env = { ...process.env, ...environment }
  execFile(
    'docker',
    [...args],
    { env, timeout: timeoutMs, maxBuffer: MAXIMUM_OUTPUT },
    (error, stdout, stderr) => {
      if (!error || typeof error.code === 'number') resolve({ isDone: !error, stdout, stderr })
      else if (error.killed)
        reject(new ReleaseFailure(`docker ${args[0]} did not end within ${timeoutMs} ms`))
      else reject(new ReleaseFailure(`docker cannot be run: ${String(error.code)}`))
    },
  )
  return promise
}

/** As `docker`, and throws ReleaseFailure with what Docker says when it does not succeed. */
export async function dockerOutput(...[args, options]: Parameters<Docker>): Promise<string> {
  const { isDone, stdout, stderr } = await docker(args, options)
  if (isDone) return stdout.trim()
  throw new ReleaseFailure(`docker ${args[0]}: ${reasonOf(stderr)}`)
}

/** The last line but for the hint at its help. */
function reasonOf(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line !== '' && !/^(Run|See) '/.test(line))
  return lines.at(-1) ?? 'it does not say why'
}
