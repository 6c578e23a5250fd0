import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { messageOf } from './failure.ts'

/** A server that dies so often without having run for a while in between is not started again. */
const MAX_DEATHS = 5
const STAYED_UP_MS = 30_000

/** One life of a supervised server. */
export interface Life {
  pid: number | undefined
  /** Resolves when the server has died, with the signal or the exit code. */
  died: Promise<string>
}

/** Starts a server again whenever it dies, until the signal aborts. What happens is told to `report`, a line each. */
export async function supervise(
  first: Life,
  options: {
    name: string
    restart: () => Promise<Life>
    report: (line: string) => void
    signal: AbortSignal
  },
): Promise<void> {
  const { name, restart, report, signal } = options
  for (let [life, deaths] = [first, 0]; ;) {
    const since = performance.now()
    const how = `${name} (process ${life.pid}) died, ${await life.died}`
    if (signal.aborted) return
    deaths = performance.now() - since > STAYED_UP_MS ? 1 : deaths + 1
    if (deaths > MAX_DEATHS) return report(`✗ ${how}, ${deaths} times in a row: it is not started again`)
    report(`✗ ${how}: it is started again`)
    try {
      life = await restart()
    } catch (error) {
      return report(`✗ ${messageOf(error)}`)
    }
    if (signal.aborted) return
    report(`▸ ${name} runs again, process ${life.pid}`)
  }
}

export function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Resolves when the process has exited, with the signal or the exit code. */
export async function exitOf(child: ChildProcess): Promise<string> {
  if (!hasExited(child)) await once(child, 'exit')
  return child.signalCode ?? `with code ${child.exitCode}`
}
