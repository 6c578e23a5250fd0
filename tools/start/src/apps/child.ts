import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { codeOf } from '../settings/failure.ts'
import { root } from '../settings/settings.ts'

/** A child process, in a process group of its own. */
export interface Child {
  readonly pid: number | undefined
  /** Resolves with exit code or signal, as text. */
  readonly exited: Promise<string>
  isRunning(): boolean
  /** Sends SIGTERM; after `timeoutMs` calls `onTimeout` and sends SIGKILL. Resolves when it has exited. */
  stop(timeoutMs: number, onTimeout: () => void): Promise<void>
  /** Sends SIGKILL to it and to all processes that it has started. */
  kill(): void
}

const parentWatchdog = new URL('parent-watchdog.ts', import.meta.url).href
const hasGroups = process.platform !== 'win32'

/** Starts an app; `onLine` gets each line of stdout and stderr. */
export function spawnApp(
  script: string,
  env: NodeJS.ProcessEnv,
  onLine: (line: string) => void,
  args: readonly string[] = [],
): Child {
  const child = spawn(process.execPath, ['--import', parentWatchdog, script, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A process group of its own: Ctrl-C in the terminal must reach only this process, which stops the apps in order.
    detached: hasGroups,
  })
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine)
  }
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `with code ${code}`))
  })
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  const kill = () => {
    if (!isRunning()) return
    try {
      if (hasGroups) process.kill(-child.pid!, 'SIGKILL')
      else child.kill('SIGKILL')
    } catch (error) {
      // It has just exited.
      if (codeOf(error) !== 'ESRCH') throw error
    }
  }
  return {
    pid: child.pid,
    exited,
    isRunning,
    kill,
    async stop(timeoutMs, onTimeout) {
      if (!isRunning()) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => {
        onTimeout()
        kill()
      }, timeoutMs)
      await exited
      clearTimeout(timer)
    },
  }
}
