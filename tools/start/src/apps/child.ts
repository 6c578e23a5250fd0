import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { codeOf } from '../settings/failure.ts'
import { root } from '../settings/settings.ts'

/** One life of an app. */
export interface Child {
  readonly pid: number | undefined
  /** How it ended, for people. */
  readonly ended: Promise<string>
  isRunning(): boolean
  /** SIGTERM, and when it is still there after `timeoutMs`, `onLate` and SIGKILL. Resolves when it is gone. */
  stop(timeoutMs: number, onLate: () => void): Promise<void>
  /** At once, with whatever it has started. */
  kill(): void
}

const parentWatchdog = new URL('parent-watchdog.ts', import.meta.url).href
const hasGroups = process.platform !== 'win32'

/** `onLine` gets each line it writes, to whichever stream. */
export function spawnApp(script: string, env: NodeJS.ProcessEnv, onLine: (line: string) => void): Child {
  const child = spawn(process.execPath, ['--import', parentWatchdog, script], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C in the terminal is for us: we stop the apps one after the other.
    detached: hasGroups,
  })
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine)
  }
  const ended = new Promise<string>((resolve) => {
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
      // It ended a moment ago.
      if (codeOf(error) !== 'ESRCH') throw error
    }
  }
  return {
    pid: child.pid,
    ended,
    isRunning,
    kill,
    async stop(timeoutMs, onLate) {
      if (!isRunning()) return
      child.kill('SIGTERM')
      const patience = setTimeout(() => {
        onLate()
        kill()
      }, timeoutMs)
      await ended
      clearTimeout(patience)
    },
  }
}
