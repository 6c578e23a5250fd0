import { setTimeout as delay } from 'node:timers/promises'
import { type Child, spawnApp } from './child.ts'
import { StartFailure } from '../settings/failure.ts'
import type { LogFile } from './log-file.ts'
import type { AppPlan } from './plan.ts'
import { waitUntilReady } from './ready.ts'
import { formatLine } from '../terminal/log-line.ts'
import { seconds, type Terminal } from '../terminal/terminal.ts'

export interface AppOptions extends AppPlan {
  log: LogFile
  isVerbose: boolean
  terminal: Terminal
  restarts?: RestartLimits
}

/** Backoff and limits of restarting an app that exited. */
export interface RestartLimits {
  firstPauseMs: number
  /** The pause doubles with each failure, up to this. */
  longestPauseMs: number
  /** Consecutive failures after which the app is not restarted any more. */
  attempts: number
  /** An app that ran for this long resets the count of failures. */
  stayedUpMs: number
}

const RESTARTS: RestartLimits = {
  firstPauseMs: 200,
  longestPauseMs: 10_000,
  attempts: 8,
  stayedUpMs: 30_000,
}
/** Includes the migration of a large table and the snapshot of a large shop. */
const READY_TIMEOUT_MS = 60_000
/** Longer than the apps' own stop timeouts. */
const STOP_TIMEOUT_MS = 30_000

/** An app as a supervised child process, restarted when it exits or is killed. */
export class AppProcess {
  readonly #options: AppOptions
  readonly #stopping = new AbortController()
  #child: Child
  #supervision: Promise<void> | undefined

  private constructor(options: AppOptions) {
    this.#options = options
    this.#child = this.#spawn()
  }

  /** Resolves when the app is ready. Otherwise stops it and rejects with StartFailure. */
  static async start(options: AppOptions, signal: AbortSignal): Promise<AppProcess> {
    const app = new AppProcess(options)
    const ready = await app.#waitUntilReady(signal)
    if (ready !== true) {
      await app.stop()
      signal.throwIfAborted()
      throw new StartFailure(`${options.name} did not start (${ready}); see its log ${options.log.path}`)
    }
    app.#supervision = app.#supervise()
    return app
  }

  get name(): string {
    return this.#options.name
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Sends SIGTERM, and SIGKILL after a timeout. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const { name, terminal } = this.#options
    await this.#child.stop(STOP_TIMEOUT_MS, () =>
      terminal.line(`✗ ${name} did not stop in time and is killed`),
    )
    await this.#supervision
  }

  kill(): void {
    this.#stopping.abort()
    this.#child.kill()
  }

  async #supervise(): Promise<void> {
    const { name, terminal, log, restarts = RESTARTS } = this.#options
    let failures = 0
    for (;;) {
      const since = performance.now()
      const exit = await this.#child.exited
      if (this.#stopping.signal.aborted) return
      failures = performance.now() - since > restarts.stayedUpMs ? 1 : failures + 1
      if (failures > restarts.attempts) {
        terminal.line(
          `✗ ${name} exited ${failures} times in a row, ${exit}, and is not restarted; see its log ${log.path}`,
        )
        return
      }
      const pauseMs = Math.min(restarts.firstPauseMs * 2 ** (failures - 1), restarts.longestPauseMs)
      terminal.line(`✗ ${name} (process ${this.pid}) exited, ${exit}; restarting in ${seconds(pauseMs)}`)
      const isStopped = await delay(pauseMs, false, { signal: this.#stopping.signal }).catch(() => true)
      if (isStopped) return
      this.#child = this.#spawn()
      void this.#reportRestart(this.#child)
    }
  }

  /** Reports the restart; an early exit is reported by the supervision. */
  async #reportRestart(child: Child): Promise<void> {
    const { name, terminal } = this.#options
    const started = performance.now()
    const ready = await this.#waitUntilReady(this.#stopping.signal)
    if (this.#stopping.signal.aborted || !child.isRunning()) return
    if (ready !== true) terminal.line(`✗ ${name}: ${ready}`)
    else
      terminal.line(`▸ ${name} is ready again, process ${child.pid}, ${seconds(performance.now() - started)}`)
  }

  #spawn(): Child {
    const { name, script, env, log, terminal, isVerbose } = this.#options
    return spawnApp(script, env, (line) => {
      log.write(line)
      const text = formatLine(name, line, isVerbose)
      if (text !== undefined) terminal.line(text)
    })
  }

  /** Resolves with true, or the reason why it is not ready. */
  async #waitUntilReady(signal: AbortSignal): Promise<true | string> {
    const done = new AbortController()
    const polling = AbortSignal.any([signal, done.signal])
    const exited = this.#child.exited.then((exit) => `it exited, ${exit}`)
    const ready = Promise.all(this.#options.urls.map((url) => waitUntilReady(url, polling))).then(
      () => true as const,
    )
    const timeout = delay(READY_TIMEOUT_MS, 'it is not ready after a minute', { signal: polling })
    try {
      return await Promise.race([exited, ready, timeout])
    } catch {
      return 'it was stopped'
    } finally {
      done.abort()
      await Promise.allSettled([ready, timeout])
    }
  }
}
