import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { codeOf, StartFailure } from './failure.ts'
import type { LogFile } from './log-file.ts'
import { readable } from './log-line.ts'
import { answersReady } from './ready.ts'
import { seconds, type Terminal } from './terminal.ts'

export interface AppOptions {
  /** For people, and unique: `chat-server :4100`. */
  name: string
  /** The program, a file. */
  script: string
  env: NodeJS.ProcessEnv
  /** Addresses whose /readyz must answer 200. */
  urls: readonly string[]
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

/** A migration of a large table, or the snapshot of a large shop. */
const READY_TIMEOUT_MS = 60_000
/** Longer than the apps' own limits for stopping, which are longer than anything in development takes. */
const STOP_TIMEOUT_MS = 30_000
const RESTARTS: RestartLimits = {
  firstPauseMs: 200,
  longestPauseMs: 10_000,
  attempts: 8,
  stayedUpMs: 30_000,
}

const leash = new URL('leash.ts', import.meta.url).href
const ownGroup = process.platform !== 'win32'

/** One app as a child process, started again when it ends by itself or is killed. */
export class AppProcess {
  readonly #options: AppOptions
  readonly #stopping = new AbortController()
  #child: ChildProcess | undefined
  #life: Promise<void> | undefined

  private constructor(options: AppOptions) {
    this.#options = options
  }

  /** Resolves when the app is ready; rejects with StartFailure, with nothing left running, when it does not get so. */
  static async start(options: AppOptions, signal: AbortSignal): Promise<AppProcess> {
    const app = new AppProcess(options)
    const ended = app.#spawn()
    const ready = await app.#becomesReady(ended, signal)
    if (ready !== true) {
      await app.#end(ended)
      signal.throwIfAborted()
      throw new StartFailure(`${options.name} did not start (${ready}); its log is ${options.log.path}`)
    }
    app.#life = app.#supervise(ended)
    return app
  }

  get name(): string {
    return this.#options.name
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** SIGTERM, time to finish, then SIGKILL. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const child = this.#child
    if (child && isRunning(child)) await this.#end(once(child, 'exit'))
    await this.#life
  }

  kill(): void {
    this.#stopping.abort()
    if (this.#child) signalGroup(this.#child, 'SIGKILL')
  }

  async #supervise(first: Promise<string>): Promise<void> {
    const { name, terminal, log, restarts = RESTARTS } = this.#options
    let ended = first
    let failures = 0
    for (;;) {
      const since = performance.now()
      const { pid } = this
      const how = await ended
      if (this.#stopping.signal.aborted) return
      failures = performance.now() - since > restarts.stayedUpMs ? 1 : failures + 1
      if (failures > restarts.attempts) {
        terminal.line(
          `✗ ${name} ended ${failures} times in a row, ${how}, and is left alone; its log is ${log.path}`,
        )
        return
      }
      const pauseMs = Math.min(restarts.firstPauseMs * 2 ** (failures - 1), restarts.longestPauseMs)
      terminal.line(`✗ ${name} (process ${pid}) ended, ${how}; starting it again in ${seconds(pauseMs)}`)
      const isStopped = await delay(pauseMs, false, { signal: this.#stopping.signal }).catch(() => true)
      if (isStopped) return
      ended = this.#spawn()
      void this.#announce(ended)
    }
  }

  async #announce(ended: Promise<string>): Promise<void> {
    const { name, terminal } = this.#options
    const started = performance.now()
    const ready = await this.#becomesReady(ended, this.#stopping.signal)
    if (ready !== true || this.#stopping.signal.aborted) return
    terminal.line(`▸ ${name} is ready again, process ${this.pid}, ${seconds(performance.now() - started)}`)
  }

  /** Answers, when it ends, how. */
  #spawn(): Promise<string> {
    const { script, env, log } = this.#options
    const child = spawn(process.execPath, ['--import', leash, script], {
      cwd: fileURLToPath(new URL('../../../', import.meta.url)),
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C in the terminal is for us: we stop the apps one after the other.
      detached: ownGroup,
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        log.write(line)
        this.#show(line)
      })
    }
    return new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `with code ${code}`))
    })
  }

  #show(line: string): void {
    const { name, terminal, isVerbose } = this.#options
    const text = readable(line, isVerbose)
    if (text !== undefined) terminal.line(`  ${name}: ${text}`)
  }

  /** True, or why not. */
  async #becomesReady(ended: Promise<string>, signal: AbortSignal): Promise<true | string> {
    const done = new AbortController()
    const polling = AbortSignal.any([signal, done.signal])
    const over = ended.then((how) => `it ended, ${how}`)
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

  async #end(ended: Promise<unknown>): Promise<void> {
    const child = this.#child!
    if (!isRunning(child)) return
    child.kill('SIGTERM')
    const patience = setTimeout(() => {
      this.#options.terminal.line(`✗ ${this.name} does not stop and is killed`)
      signalGroup(child, 'SIGKILL')
    }, STOP_TIMEOUT_MS)
    await ended
    clearTimeout(patience)
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null
}

/** Whatever the app has started goes with it. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (!isRunning(child)) return
  try {
    if (ownGroup) process.kill(-child.pid!, signal)
    else child.kill(signal)
  } catch (error) {
    // It ended a moment ago.
    if (codeOf(error) !== 'ESRCH') throw error
  }
}
