import { setTimeout as delay } from 'node:timers/promises'
import { type Child, spawnApp } from './child.ts'
import { StartFailure } from '../settings/failure.ts'
import type { LogFile } from './log-file.ts'
import { readable } from './log-line.ts'
import type { AppPlan } from './plan.ts'
import { answersReady } from './ready.ts'
import { seconds, type Terminal } from '../terminal/terminal.ts'

export interface AppOptions extends AppPlan {
  log: LogFile
  isVerbose: boolean
  terminal: Terminal
  restarts?: RestartLimits
}

/** How an app that ended is started again. */
export interface RestartLimits {
  firstPauseMs: number
  /** Each pause is twice the one before, up to this. */
  longestPauseMs: number
  /** Ends in a row before it is left alone. */
  attempts: number
  /** Who stayed up for so long begins anew. */
  stayedUpMs: number
}

const RESTARTS: RestartLimits = {
  firstPauseMs: 200,
  longestPauseMs: 10_000,
  attempts: 8,
  stayedUpMs: 30_000,
}
/** A migration of a large table, or the snapshot of a large shop. */
const READY_TIMEOUT_MS = 60_000
/** Longer than the apps' own limits for stopping, which are longer than anything in development takes. */
const STOP_TIMEOUT_MS = 30_000

/** One app as a child process, started again when it ends by itself or is killed. */
export class AppProcess {
  readonly #options: AppOptions
  readonly #stopping = new AbortController()
  #child: Child
  #supervision: Promise<void> | undefined

  private constructor(options: AppOptions) {
    this.#options = options
    this.#child = this.#spawn()
  }

  /** Resolves when the app is ready; rejects with StartFailure, with nothing left running, when it does not get so. */
  static async start(options: AppOptions, signal: AbortSignal): Promise<AppProcess> {
    const app = new AppProcess(options)
    const ready = await app.#becomesReady(signal)
    if (ready !== true) {
      await app.stop()
      signal.throwIfAborted()
      throw new StartFailure(`${options.name} did not start (${ready}); its log is ${options.log.path}`)
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

  /** SIGTERM, time to finish, then SIGKILL. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const { name, terminal } = this.#options
    await this.#child.stop(STOP_TIMEOUT_MS, () => terminal.line(`✗ ${name} does not stop and is killed`))
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
      const how = await this.#child.ended
      if (this.#stopping.signal.aborted) return
      failures = performance.now() - since > restarts.stayedUpMs ? 1 : failures + 1
      if (failures > restarts.attempts) {
        terminal.line(
          `✗ ${name} ended ${failures} times in a row, ${how}, and is left alone; its log is ${log.path}`,
        )
        return
      }
      const pauseMs = Math.min(restarts.firstPauseMs * 2 ** (failures - 1), restarts.longestPauseMs)
      terminal.line(`✗ ${name} (process ${this.pid}) ended, ${how}; starting it again in ${seconds(pauseMs)}`)
      const isStopped = await delay(pauseMs, false, { signal: this.#stopping.signal }).catch(() => true)
      if (isStopped) return
      this.#child = this.#spawn()
      void this.#announce(this.#child)
    }
  }

  /** Of one that ends again the supervision tells. */
  async #announce(child: Child): Promise<void> {
    const { name, terminal } = this.#options
    const started = performance.now()
    const ready = await this.#becomesReady(this.#stopping.signal)
    if (this.#stopping.signal.aborted || !child.isRunning()) return
    if (ready !== true) terminal.line(`✗ ${name}: ${ready}`)
    else
      terminal.line(`▸ ${name} is ready again, process ${child.pid}, ${seconds(performance.now() - started)}`)
  }

  #spawn(): Child {
    const { name, script, env, log, terminal, isVerbose } = this.#options
    return spawnApp(script, env, (line) => {
      log.write(line)
      const text = readable(line, isVerbose)
      if (text !== undefined) terminal.line(`  ${name}: ${text}`)
    })
  }

  /** True, or why not. */
  async #becomesReady(signal: AbortSignal): Promise<true | string> {
    const done = new AbortController()
    const polling = AbortSignal.any([signal, done.signal])
    const over = this.#child.ended.then((how) => `it ended, ${how}`)
    const ready = Promise.all(this.#options.urls.map((url) => answersReady(url, polling))).then(
      () => true as const,
    )
    const late = delay(READY_TIMEOUT_MS, 'it is not ready after a minute', { signal: polling })
    try {
      return await Promise.race([over, ready, late])
    } catch {
      return 'it was stopped'
    } finally {
      done.abort()
      await Promise.allSettled([ready, late])
    }
  }
}
